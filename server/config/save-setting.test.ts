import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { saveSetting } from './save-setting.ts'
import { readSettings, writeSettings } from './settings-file.ts'

describe('a setting that is saved', () => {
  let folder: string
  let file: string
  const settings = {
    read: () => readSettings(file),
    isGone: () => false,
    write: (text: string) => writeSettings(file, text),
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'openclaw-setting-'))
    file = join(folder, 'openclaw.json')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('changes one place of the file, whose comments stay', () => {
    writeFileSync(file, '{\n  // mine\n  "models": { "main": "gpt-4o", "local": "ollama:llama3" },\n}\n')
    saveSetting(settings, ['models', 'main'], 'anthropic:claude-opus-5-5')
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('// mine')
    expect(text).toContain('"main": "anthropic:claude-opus-5-5", "local": "ollama:llama3"')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('makes the file where there is none', () => {
    saveSetting(settings, ['channels', 'telegram', 'dm'], 'allowlist')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ channels: { telegram: { dm: 'allowlist' } } })
  })

  it.each([
    { where: 'in a file that does not parse', text: '{ "models": ', value: 'x:y', code: 'config_invalid' },
    {
      where: 'that opens a channel by one word',
      text: '{ "channels": {} }',
      value: 'open',
      code: 'bad_request',
    },
    { where: 'that the schema does not know', text: '{ /* mine */ }', value: 'whoever', code: 'bad_request' },
  ])('is refused $where, and the file stays', ({ text, value, code }) => {
    writeFileSync(file, text)
    const save = () => saveSetting(settings, ['channels', 'telegram', 'dm'], value)
    expect(save).toThrow(expect.objectContaining({ code }))
    expect(readFileSync(file, 'utf8')).toBe(text)
  })
})
