import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import { findRoot } from '../installation.ts'

/** Builds what is older than its sources, as `npm start` does; takes a seventh of a second where nothing is. */
export function buildNewest(): void {
  const script = join(findRoot(), 'scripts', 'build.cjs')
  const built = spawnSync(process.execPath, [script], { stdio: ['ignore', 2, 2] })
  if (built.status !== 0) throw new CliError('The build failed. Try it alone with: npm run build')
}
