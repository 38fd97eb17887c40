import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Principal } from '#protocol/access/principal.ts'
import { readConfig } from '#protocol/config/read.ts'
import { systemClock } from '../clock.ts'
import { createEvents } from '../events.ts'
import { prepareHome } from '../home.ts'
import { createLog } from '../log.ts'
import { openConfiguration } from './configuration.ts'
import { saveSetting } from './save-setting.ts'
import { readSettings, writeSettings } from './settings-file.ts'

const ME: Principal = { role: 'owner', scopes: ['admin'], credentialId: 'me' }
const STRICT = `{
  // mine
  "tools": { "exec": { "mode": "deny" } },
  "providers": { "lab": { "apiKey": "sk-secret-1", "baseUrl": "http://127.0.0.1:1/v1" } },
}
`
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openclaw-gone-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  file = join(folder, 'openclaw.json')
})

function start() {
  const configuration = openConfiguration({
    home: prepareHome(folder),
    lookup: () => undefined,
    clock: systemClock,
    events: createEvents(),
    log: createLog({ file: join(folder, 'log'), level: 'warn' }),
  })
  onTestFinished(() => configuration.watch.stop())
  return { ...configuration, feature: configuration.settings(() => undefined) }
}

const modeOf = (text: string) => readConfig(text, () => undefined).config.tools.exec.mode
const now = () => readFileSync(file, 'utf8')

describe('J9: openclaw.json is gone', () => {
  it('while the gateway runs: what it said stays in force, is shown, and is written anew with the next change', () => {
    writeFileSync(file, STRICT)
    const { watch, feature, saveSetting: save } = start()
    rmSync(file)
    watch.reload()
    expect(watch.current()).toMatchObject({ ok: false, config: { tools: { exec: { mode: 'deny' } } } })
    expect(watch.current().problems).toEqual([
      expect.stringMatching(/is gone\. What it said .* stays in force/),
    ])
    const report = feature.get()
    expect(report).toMatchObject({
      written: { tools: { exec: { mode: 'deny' } }, providers: { lab: { apiKey: '[hidden 1]' } } },
      inForce: [{ kind: 'gone', instead: 'before' }],
      undoAt: expect.any(Number),
    })
    save(['models', 'main'], 'lab:x')
    expect(now()).toContain('sk-secret-1')
    expect(modeOf(now())).toBe('deny')
    expect(watch.current().ok).toBe(true)

    // Also where nobody has noticed yet.
    rmSync(file)
    save(['models', 'main'], 'lab:y')
    expect(modeOf(now())).toBe('deny')

    rmSync(file)
    const again = feature.get()
    expect(feature.undo(again.hash, ME)).toMatchObject({ hash: again.hash, missing: [] })
    expect(modeOf(now())).toBe('deny')

    // Planted bug: a change is made to the file as it is, which is none.
    rmSync(file)
    const plain = { read: () => readSettings(file), isGone: () => false }
    saveSetting({ ...plain, write: (text) => writeSettings(file, text) }, ['models', 'main'], 'lab:z')
    expect(modeOf(now())).not.toBe('deny')
  })

  it('at a start: the defaults hold, which is said until it is brought back, but for secrets that went with it', () => {
    writeFileSync(file, STRICT)
    start().watch.stop()
    rmSync(file)
    start().watch.stop()
    const { watch, feature } = start()
    expect(watch.current()).toMatchObject({ ok: false, config: { tools: { exec: { mode: 'ask' } } } })
    expect(watch.current().problems).toEqual([expect.stringContaining('the defaults are in force')])
    expect(readFileSync(join(folder, 'log'), 'utf8')).toContain('the defaults are in force')
    expect(now()).toContain('was gone when OpenClaw started')
    watch.reload()
    expect(watch.current().findings).toMatchObject([{ kind: 'gone', instead: 'default' }])
    const { hash } = feature.get()
    expect(feature.undo(hash, ME).missing).toEqual(['providers.lab.apiKey'])
    expect(watch.current()).toMatchObject({ ok: true, config: { tools: { exec: { mode: 'deny' } } } })
    expect(now()).toContain('// mine')
    expect(now()).toContain('http://127.0.0.1:1/v1')
    expect(now()).not.toContain('hidden')
  })

  it('at a start: the defaults may be kept, and then nothing more is said', () => {
    writeFileSync(file, STRICT)
    start().watch.stop()
    rmSync(file)
    const { watch, feature } = start()
    feature.set({ baseHash: feature.get().hash, text: '{}\n' }, ME)
    expect(now()).toBe('{}\n')
    expect(watch.current()).toMatchObject({ ok: true, problems: [] })
    watch.stop()
    expect(start().watch.current().problems).toEqual([])
  })

  it('was never there, or said nothing: then nobody misses it', () => {
    const { watch } = start()
    watch.reload()
    expect(watch.current()).toMatchObject({ ok: true, problems: [] })
    watch.stop()
    rmSync(file)
    expect(start().watch.current().problems).toEqual([])
  })
})
