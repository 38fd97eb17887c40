import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildGateway } from '#testing/bundles.ts'
import { type GatewayProcess, startGatewayProcess } from '#testing/gateway-process.ts'

const ROOT = join(import.meta.dirname, '..', '..')
let gateway: GatewayProcess

beforeAll(async () => {
  buildGateway()
  gateway = await startGatewayProcess()
}, 120_000)
afterAll(() => gateway?.dispose())

function openclaw(...args: string[]): { code: number | null; out: string; notes: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'bin', 'openclaw.cjs'), ...args],
    {
      env: { PATH: process.env.PATH, OPENCLAW_HOME: gateway.home, NODE_ENV: 'production' },
      encoding: 'utf8',
    },
  )
  return { code: status, out: stdout, notes: stderr }
}

it('finds, exports, backs up and restores what was said', { timeout: 60_000 }, async () => {
  expect(openclaw('chat', 'hello 备份 world')).toMatchObject({ code: 0 })
  const found = openclaw('sessions', 'search', '备份')
  expect(found.out + found.notes).toContain('hello 备份 world')
  const exported = join(gateway.home, 'export.json')
  expect(openclaw('sessions', 'export', 'main', '--format', 'json', '--out', exported).code).toBe(0)
  expect(JSON.parse(readFileSync(exported, 'utf8'))).toMatchObject({ version: 1, messages: [{}, {}] })

  expect(openclaw('sessions', 'export', 'main', '--out', exported).notes).toContain(`${exported} exists`)
  const nowhere = join(gateway.home, 'nowhere', 'file')
  expect(openclaw('backup', '--out', nowhere).notes).toContain(`There is no folder ${join(nowhere, '..')}`)
  const { name } = JSON.parse(openclaw('backup', '--json').out) as { name: string }
  openclaw('chat', 'said afterwards')
  const refused = openclaw('restore', name)
  expect(refused.code).toBe(1)
  expect(refused.notes).toContain('Stop it first')

  await gateway.end()
  // What to restore can be seen where no gateway can run.
  expect(openclaw('backup', '--list').out).toContain(name)
  const restored = JSON.parse(openclaw('restore', name, '--json').out) as { kept: string; messages: number }
  expect(restored.messages).toBe(2)
  expect(existsSync(restored.kept)).toBe(true)
  gateway = await startGatewayProcess({ home: gateway.home })
  expect(openclaw('sessions', 'search', 'afterwards').out).toBe('Nothing was found.\n')
  expect(openclaw('sessions', 'search', 'world').out).toContain('hello 备份 world')
})
