import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { median, renderTable } from '../figures.ts'
import { measurePanelKills } from './panel.ts'

const ROOT = path.join(import.meta.dirname, '..', '..')

/**
 * What takes too long for each commit: every state of the panel in each theme, language and size, and fifty kills
 * of its gateway before a reader's eyes. Needs `npm run build` first. False where a promise was broken.
 */
export async function provePanel(): Promise<boolean> {
  const looks = spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', 'looks'], {
    cwd: ROOT,
    env: { ...process.env, OPENCLAW_LOOKS: 'all' },
    stdio: 'inherit',
  })
  const kills = await measurePanelKills()
  console.log(renderTable([kills]))
  return looks.status === 0 && median(kills.samples) <= kills.goal
}
