import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { LoadedConfig } from '#protocol/config/read.ts'
import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { loadFirstConfig } from './first-config.ts'
import { openHistory } from './history.ts'
import { loadConfig } from './load.ts'

const STRICT = `{
  "tools": { "exec": { "mode": "deny" } },
  "agents": { "defaults": { "sandbox": { "mode": "all" } } },
  "models": { "main": "ollama:llama3", "dailyCapUsd": 2 },
  "providers": { "lab": { "apiKey": "sk-secret-1", "baseUrl": "http://127.0.0.1:1/v1" } },
  "channels": { "telegram": { "dm": "disabled", "groups": "off", "token": "123:secret-2" } }
}
`

let file: string
let history: () => ReturnType<typeof openHistory>
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-first-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  file = join(folder, 'openclaw.json')
  const log = createLog({ file: join(folder, 'log'), level: 'silent' })
  history = () => openHistory({ file: join(folder, 'config-versions.json'), clock: systemClock, log })
})

/** A start with this file, after one where everything that is strict was in force. */
function startWith(text: string): LoadedConfig {
  history().record(STRICT)
  writeFileSync(file, text)
  return loadFirstConfig(file, () => undefined, history())
}

/** What of it is less strict than the owner had it. */
function listLooser({ config }: LoadedConfig): string[] {
  const { tools, agents, models, channels } = config
  const telegram = channels.telegram
  const checks: [string, boolean][] = [
    ['exec', tools.exec.mode === 'deny'],
    ['sandbox', agents.defaults.sandbox.mode === 'all'],
    ['model', models.main === 'ollama:llama3'],
    ['cap', models.dailyCapUsd === 2],
    // The token of an account may also lie in the state: then no `dm` means that strangers get a code.
    ['channel', telegram?.dm === 'disabled' && telegram.groups === 'off'],
  ]
  return checks.flatMap(([name, isKept]) => (isKept ? [] : [name]))
}

describe('J9: a start with a mistake in openclaw.json', () => {
  const SLIPS: [string, string][] = [
    ['a comma is missing', STRICT.replace('"deny" } },', '"deny" } }')],
    ['half of it is missing', STRICT.slice(0, 60)],
    ['it is empty', ''],
    [
      'values are wrong',
      STRICT.replace('"deny"', '"denny"')
        .replace('"all"', '"al"')
        .replace('2 }', '"two" }')
        .replace('"ollama:llama3"', '7')
        .replace('"disabled"', '"disbled"')
        .replace('"off"', '"of"'),
    ],
  ]

  it.each(SLIPS)(
    'loosens nothing where %s, says what stays in force, and leaves the file alone',
    (_, text) => {
      const first = startWith(text)
      expect(listLooser(first)).toEqual([])
      expect(first.ok).toBe(false)
      expect(first.problems.join(' ')).toMatch(/stays in force/)
      expect(first.problems.join(' ')).not.toMatch(/default is used|secret-\d/)
      expect(readFileSync(file, 'utf8')).toBe(text)
      // Planted bug: the file alone decides.
      expect(listLooser(loadConfig(file, () => undefined))).not.toEqual([])
    },
  )

  it('takes what else has become stricter', () => {
    const first = startWith(
      '{ "tools": { "exec": { "mode": "ask", "allow": [7] } }, "gateway": { "port": "x" } }',
    )
    expect(first.config.tools.exec).toEqual({ mode: 'ask', allow: [] })
    expect(first.problems).toContain('gateway.port is "x"; expected a number. The default is used instead.')
  })

  it('takes the secrets that stand in the file still, and names those that do not', () => {
    const keyOf = ({ config }: LoadedConfig) => config.providers.lab?.apiKey
    expect(keyOf(startWith(STRICT.replace('"deny" } },', '"deny" } }')))).toBe('sk-secret-1')
    const cut = startWith(STRICT.slice(0, 60))
    expect(keyOf(cut)).not.toContain('sk-')
    expect(cut.problems.at(-1)).toContain('providers.lab.apiKey, channels.telegram.token')
  })

  it('goes by what was in force, not by what was taken back before', () => {
    const kept = history()
    kept.record(STRICT)
    const loose = STRICT.replace('"deny"', '"allow"')
    kept.record(loose)
    kept.wentBack(loose)
    writeFileSync(file, '{')
    expect(listLooser(loadFirstConfig(file, () => undefined, history()))).toEqual([])
  })

  it('has the defaults where nothing was in force before', () => {
    writeFileSync(file, '{')
    expect(loadFirstConfig(file, () => undefined, history())).toMatchObject({
      ok: false,
      config: { tools: { exec: { mode: 'ask' } } },
      problems: [expect.stringContaining('line 1')],
    })
  })
})
