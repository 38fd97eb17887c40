import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Principal } from '#protocol/access/principal.ts'
import { systemClock } from '../clock.ts'
import { createEvents } from '../events.ts'
import { createLog } from '../log.ts'
import { openConfiguration } from './configuration.ts'

const ME: Principal = { role: 'owner', scopes: ['admin'], credentialId: 'me' }
const TEXT = `{
  // mine
  "providers": { "lab": { "apiKey": "sk-secret-1", "baseUrl": "http://127.0.0.1:1/v1" } },
  "tools": { "exec": { "mode": "deny" } },
}
`

let file: string
let written: unknown[]
let open: () => ReturnType<ReturnType<typeof openConfiguration>['settings']>

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-settings-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  file = join(folder, 'openclaw.json')
  writeFileSync(file, TEXT)
  written = []
  open = () => {
    const configuration = openConfiguration({
      home: {
        configFile: file,
        credentialsFile: join(folder, 'credentials.json'),
        versionsFile: join(folder, 'config-versions.json'),
      },
      lookup: (name) => (name === 'LAB_URL' ? 'http://127.0.0.1:2/v1' : undefined),
      clock: systemClock,
      events: createEvents(),
      log: createLog({ file: join(folder, 'log'), level: 'silent' }),
    })
    onTestFinished(() => configuration.watch.stop())
    return configuration.settings((decision) => written.push(decision))
  }
})

const now = () => readFileSync(file, 'utf8')

describe('the settings as they are seen from a distance', () => {
  it('L2: say what is written, what is in force, and no secret', () => {
    const report = open().get()
    expect(report.written).toMatchObject({ providers: { lab: { apiKey: '[hidden 1]' } } })
    expect(report.values).toMatchObject({ gateway: { port: 18789 }, tools: { exec: { mode: 'deny' } } })
    expect(report).toMatchObject({ findings: [], waiting: [], undoAt: null })
    expect(JSON.stringify([report, open().text()])).not.toContain('sk-secret')
  })

  it('say of a text what is wrong and where, without taking it', () => {
    const text = `{\n  "tools": { "exec": { "mode": "denny" } },\n  "modls": {}\n}`
    expect(open().check({ text })).toMatchObject({
      ok: false,
      findings: [
        { kind: 'wrong', path: ['tools', 'exec', 'mode'], line: 2, column: 32, length: 7, shown: '"denny"' },
        { kind: 'unknown', path: ['modls'], line: 3, column: 12, name: 'models' },
      ],
    })
    expect(open().check({ text: '{\n  "a" 1 }' })).toMatchObject({
      findings: [{ kind: 'unreadable', line: 2, column: 7 }],
    })
    expect(open().check({ text: '{ "models": { "main": "[hidden 1]" } }' })).toMatchObject({
      ok: false,
      findings: [{ line: 1, column: 24 }],
    })
    const changes = [{ path: ['agents', 'instances'], value: 17 }]
    expect(open().check({ changes })).toMatchObject({
      ok: false,
      findings: [{ path: ['agents', 'instances'], expected: [{ is: 'at-most', limit: 16 }] }],
    })
    expect(now()).toBe(TEXT)
  })
})

describe('a change of the settings', () => {
  it('leaves comments and secrets as they are, is in force at once, and names what waits for a restart', () => {
    const settings = open()
    const { hash } = settings.get()
    const changes = [
      { path: ['tools', 'exec', 'mode'], value: 'ask' },
      { path: ['gateway', 'port'], value: 4000 },
      { path: ['providers', 'lab', 'baseUrl'], value: '${LAB_URL}' },
    ]
    const result = settings.set({ baseHash: hash, changes }, ME)
    expect(result.waiting).toEqual(['gateway.port'])
    expect(now()).toContain('// mine')
    expect(now()).toContain('"apiKey": "sk-secret-1"')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(settings.get()).toMatchObject({ hash: result.hash, written: { tools: { exec: { mode: 'ask' } } } })
    const names = ['providers.lab.baseUrl', 'tools.exec.mode', 'gateway.port']
    expect(written).toEqual([
      {
        action: 'config.set',
        actor: 'me',
        outcome: 'allowed',
        rule: 'scope-admin',
        detail: { settings: names, count: 3 },
      },
    ])
  })

  it('may be a whole text, whose marks stand for the secrets', () => {
    const settings = open()
    const { text, hash } = settings.text()
    settings.set({ baseHash: hash, text: text.replace('// mine', '// ours') }, ME)
    expect(now()).toBe(TEXT.replace('// mine', '// ours'))
  })

  it.each([
    ['of a file that has changed meanwhile', 'conflict', { baseHash: '0'.repeat(64), text: '{}' }],
    ['that does not parse', 'config_invalid', { text: '{ "a": ' }],
    ['to a value that does not fit', 'config_invalid', { text: '{"gateway":{"port":"x"}}' }],
    [
      'to a value that does not fit',
      'bad_request',
      { changes: [{ path: ['agents', 'instances'], value: 0 }] },
    ],
    ['of what is no setting', 'bad_request', { changes: [{ path: ['agents', 'number'], value: 1 }] }],
    [
      'that writes a mark into the place of a value',
      'bad_request',
      { changes: [{ path: ['models', 'main'], value: '[hidden 1]' }] },
    ],
    [
      'that gives one vendor the key of another',
      'bad_request',
      { changes: [{ path: ['providers', 'evil', 'apiKey'], value: '[hidden 1]' }] },
    ],
  ])('%s is refused with %s, and the file stays', (_name, code, asked) => {
    const settings = open()
    const { hash } = settings.get()
    const set = () => settings.set({ baseHash: hash, ...asked } as Parameters<typeof settings.set>[0], ME)
    expect(set).toThrow(expect.objectContaining({ code }))
    expect(now()).toBe(TEXT)
    expect(written).toMatchObject([{ outcome: 'failed', detail: { code } }])
  })

  it('can be undone, step by step, and what was undone is replaced by the next change', () => {
    const settings = open()
    const set = (value: string) =>
      settings.set(
        { baseHash: settings.get().hash, changes: [{ path: ['tools', 'exec', 'mode'], value }] },
        ME,
      )
    const undo = () => settings.undo(settings.get().hash, ME)
    set('ask')
    set('allow')
    undo()
    expect(now()).toContain('"ask"')
    set('deny')
    undo()
    expect(now()).toContain('"ask"')
    undo()
    expect(now()).toBe(TEXT)
    expect(undo).toThrow(expect.objectContaining({ code: 'not_found' }))
  })

  it('can be undone after a restart, with the secrets that stand there now; the versions hold none', () => {
    const before = open()
    before.set(
      {
        baseHash: before.get().hash,
        changes: [{ path: ['providers', 'lab', 'apiKey'], value: 'sk-secret-2' }],
      },
      ME,
    )
    before.set({ baseHash: before.get().hash, changes: [{ path: ['tools', 'exec'] }] }, ME)
    const versions = file.replace('openclaw.json', 'config-versions.json')
    expect(readFileSync(versions, 'utf8')).not.toContain('sk-secret')
    expect(statSync(versions).mode & 0o777).toBe(0o600)
    const after = open()
    after.undo(after.get().hash, ME)
    expect(now()).toBe(TEXT.replace('sk-secret-1', 'sk-secret-2'))
  })
})
