import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { run } from '../fixtures/run.ts'

const WRITTEN = `// mine
{
  "tools": { "exec": { "mode": "ask" } }, // careful
  /* keys */ "providers": { "openai": { "apiKey": "sk-0123456789abc" }, "lab": { "apiKey": "\${LAB_KEY}" } }
}
`
let file: string
let language: string
/** What a gateway had in force last. */
let keepVersion: (text: string) => void
let config: (...args: string[]) => ReturnType<typeof run>

beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'openclaw-config-'))
  file = join(home, 'openclaw.json')
  writeFileSync(file, WRITTEN, { mode: 0o600 })
  language = 'C'
  keepVersion = (text) => {
    mkdirSync(join(home, 'state'), { recursive: true })
    const versions = [{ at: Date.UTC(2026, 5, 1), hash: 'x', text }]
    writeFileSync(join(home, 'state', 'config-versions.json'), JSON.stringify({ versions, position: 0 }))
  }
  config = (...args) =>
    run(['config', ...args], { OPENCLAW_HOME: home, LAB_KEY: 'from-the-environment', LC_ALL: language })
})

describe('openclaw config', () => {
  it('says where the file is, and whether it is good', async () => {
    expect((await config('path')).out).toBe(`${file}\n`)
    expect(await config('check')).toMatchObject({ code: 0, out: `✓ ${file} is good.\n` })
    writeFileSync(file, '{"tools":{"exec":{"mode":"maybe"}},"nonsense":1}')
    const bad = await config('check')
    expect(bad.code).toBe(1)
    expect(bad.out).toContain('✗ tools.exec.mode is "maybe"; expected one of "ask", "allow", "deny".')
    expect(bad.out).toContain('nonsense is not a setting')
  })

  it('shows what is in force, with defaults and without secrets', async () => {
    expect((await config('get', 'tools.exec.mode')).out).toBe('ask\n')
    expect((await config('get', 'gateway.port', '--json')).out).toBe('18789\n')
    const all = (await config('get')).out
    expect(all).not.toMatch(/0123456789|from-the-environment/)
    expect(JSON.parse(all).providers).toEqual({
      openai: { apiKey: '[hidden]' },
      lab: { apiKey: '${LAB_KEY}' },
    })
    expect((await config('get', 'providers.openai.apiKey')).out).toBe('[hidden]\n')
  })

  it('changes one setting and leaves comments and order as they are', async () => {
    expect(await config('set', 'tools.exec.mode', 'deny')).toMatchObject({ code: 0 })
    expect(readFileSync(file, 'utf8')).toBe(WRITTEN.replace('"ask"', '"deny"'))
    await config('set', 'tools.exec.allow', '["git status"]')
    await config('set', 'agents.instances', '2')
    expect(JSON.parse((await config('get', 'tools.exec')).out)).toEqual({
      mode: 'deny',
      allow: ['git status'],
    })
    expect((await config('get', 'agents.instances')).out).toBe('2\n')
    await config('unset', 'agents.instances')
    expect((await config('get', 'agents.instances')).out).toBe('1\n')
    expect(readFileSync(file, 'utf8')).toContain('// careful')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it.each([
    [
      ['set', 'tools.exec.mode', 'maybe'],
      'tools.exec.mode is "maybe"; expected one of "ask", "allow", "deny"',
    ],
    [['set', 'gateway.port', '80x'], 'gateway.port is "80x"; expected a number'],
    [['set', 'tools.exec.mod', 'ask'], 'Did you mean tools.exec.mode?'],
    [['set', 'nonsense', '1'], 'openclaw config get'],
    [['get', '..'], 'names no setting'],
  ])('%j changes nothing and says why', async (args, words) => {
    const refused = await config(...args)
    expect(refused.code).toBe(1)
    expect(refused.notes).toContain(words)
    expect(readFileSync(file, 'utf8')).toBe(WRITTEN)
  })

  it('says of a model that there is none of its name, when it is set and when it is looked at', async () => {
    expect((await config('set', 'models.main', 'nonsense')).notes).toContain(
      'There is no model named "nonsense"',
    )
    expect((await config('set', 'models.local', 'ollama:llama3')).notes).toContain('models.main: ')
    expect(await config('check')).toMatchObject({
      code: 1,
      out: expect.stringContaining('models.main: There is no'),
    })
    expect((await config('unset', 'models.main')).notes).toBe('')
    expect((await config('check')).code).toBe(0)
  })

  it('says that a file with a mistake is not in force, since when, and in the language of the terminal', async () => {
    keepVersion('{"tools":{"exec":{"mode":"deny"}}}')
    writeFileSync(file, '{"tools":{"exec":{"mode":"maybe"}}}')
    const english = await config('get', 'tools.exec.mode')
    expect(english.out).toBe('deny\n')
    expect(english.notes).toMatch(
      /"maybe"; expected .*\n.*configuration, of 2026-\d\d-\d\d .*, stays in force/,
    )
    language = 'zh_CN.UTF-8'
    expect((await config('get', 'tools.exec.mode')).notes).toMatch(
      /tools\.exec\.mode 的值是 "maybe".*\n.*为准/,
    )
    expect((await config('check')).out).toContain('为准')
  })

  it('J9: makes no new file in the place of one that is gone, and says how to bring it back', async () => {
    keepVersion('{"tools":{"exec":{"mode":"deny"}}}')
    rmSync(file)
    for (const args of [['set', 'models.main', 'a:b'], ['get'], ['check']]) {
      const { out, notes } = await config(...args)
      expect(out + notes).toMatch(/is gone.*openclaw config undo/)
    }
    expect(existsSync(file)).toBe(false)
    keepVersion('{}')
    expect((await config('set', 'models.main', 'openai:gpt-4o')).code).toBe(0)
  })

  it('refuses a file that does not parse, with the place of the mistake', async () => {
    writeFileSync(file, '{ "tools": ')
    expect((await config('set', 'tools.exec.mode', 'ask')).notes).toContain('line 1, column')
    expect(readFileSync(file, 'utf8')).toBe('{ "tools": ')
  })

  it('writes through a link, and makes the file where there is none', async () => {
    const elsewhere = `${file}.kept`
    writeFileSync(elsewhere, WRITTEN)
    rmSync(file)
    symlinkSync(elsewhere, file)
    await config('set', 'tools.exec.mode', 'deny')
    expect(readFileSync(elsewhere, 'utf8')).toContain('"deny"')
    rmSync(file)
    await config('set', 'models.main', 'claude-x')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ models: { main: 'claude-x' } })
  })
})
