import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from './load.ts'

const nothing = () => undefined

describe('the configuration file', () => {
  it('means the defaults where there is no file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'openclaw-config-'))
    const loaded = loadConfig(join(folder, 'openclaw.json'), nothing)
    expect(loaded).toMatchObject({ ok: true, problems: [], config: { gateway: { port: 18789 } } })
  })

  it('leaves the file as it is', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'openclaw-config-')), 'openclaw.json')
    writeFileSync(file, '{ // mine\n  "models": oops }')
    expect(loadConfig(file, nothing).ok).toBe(false)
    expect(readFileSync(file, 'utf8')).toBe('{ // mine\n  "models": oops }')
  })
})
