import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { openChannelTokens } from './channel-tokens.ts'
import { openCredentialsFile } from './credentials-file.ts'
import { openModelKeys } from './model-keys.ts'

let file: string

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-keys-'))
  file = join(folder, 'credentials.json')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

it('L1: keeps model keys beside the bot tokens, for their owner alone, and forgets them', () => {
  const credentials = openCredentialsFile(file)
  const keys = openModelKeys(credentials)
  openChannelTokens(credentials).keep({ channel: 'telegram', account: 'default' }, 'a-token')
  keys.keep('anthropic', 'first-key', { beside: false })
  keys.keep('anthropic', 'second-key', { beside: true })
  keys.keep('anthropic', 'second-key', { beside: true })
  keys.keep('constructor', 'odd-key', { beside: true })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const next = openModelKeys(openCredentialsFile(file))
  expect(next.list('anthropic')).toEqual(['first-key', 'second-key'])
  expect(next.list('toString')).toEqual([])
  expect(next.secrets()).toEqual(['first-key', 'second-key', 'odd-key'])
  next.keep('anthropic', 'third-key', { beside: false })
  expect(next.list('anthropic')).toEqual(['third-key'])
  expect([next.forget('anthropic'), next.forget('anthropic')]).toEqual([1, 0])
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    channels: { telegram: { default: { token: 'a-token' } } },
    models: { constructor: { keys: ['odd-key'] } },
  })
})

it('never writes over a file that it does not understand', () => {
  writeFileSync(file, '{"models": {"anthropic": "sk-secret"}}')
  const credentials = openCredentialsFile(file)
  const keys = openModelKeys(credentials)
  expect(credentials.problem()?.message).toMatch(/model keys in it are not used/)
  expect(JSON.stringify(credentials.problem())).not.toContain('sk-secret')
  expect(() => keys.keep('openai', 'a-new-key', { beside: false })).toThrow(
    expect.objectContaining({ code: 'state_corrupt' }),
  )
  expect(readFileSync(file, 'utf8')).toContain('sk-secret')
})
