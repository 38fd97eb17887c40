import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openChannelTokens } from './channel-tokens.ts'
import { openCredentialsFile } from './credentials-file.ts'

const BOT = { channel: 'telegram', account: 'default' }
const SECRET = '123456789:a-token-that-nobody-may-see-anywhere'
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openclaw-tokens-'))
  file = join(folder, 'credentials.json')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

describe('state/credentials.json', () => {
  it('L1: keeps tokens for the next start, for its owner alone, and forgets them', () => {
    const tokens = openChannelTokens(openCredentialsFile(file))
    expect([tokens.problem(), tokens.secrets()]).toEqual([undefined, []])
    writeFileSync(`${file}.new`, 'what a kill left', { mode: 0o644 })
    tokens.keep(BOT, 'an older one')
    tokens.keep(BOT, SECRET)
    tokens.keep({ ...BOT, account: 'work' }, 'another')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['credentials.json'])

    chmodSync(file, 0o644)
    const next = openChannelTokens(openCredentialsFile(file))
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect([...next.list('telegram')]).toEqual([
      ['default', SECRET],
      ['work', 'another'],
    ])
    expect(next.list('constructor').size).toBe(0)
    expect(next.secrets()).toEqual([SECRET, 'another'])
    expect(next.forget({ ...BOT, account: 'constructor' })).toBe(false)
    expect(next.forget(BOT)).toBe(true)
    expect(readFileSync(file, 'utf8')).not.toContain(SECRET)
  })

  it('keeps what it does not know', () => {
    writeFileSync(file, '{"other": 1, "channels": {"signal": {"me": {"token": "t", "since": 5}}}}')
    openChannelTokens(openCredentialsFile(file)).keep(BOT, SECRET)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      other: 1,
      channels: { signal: { me: { token: 't', since: 5 } }, telegram: { default: { token: SECRET } } },
    })
  })

  it.each([
    ['torn', `{"channels": {"telegram": {"default": {"token": "${SECRET}`],
    ['of another shape', `{"channels": {"telegram": "${SECRET}"}}`],
  ])('says that it is %s, without quoting it, and never writes over it', (_, text) => {
    writeFileSync(file, text)
    const tokens = openChannelTokens(openCredentialsFile(file))
    expect(tokens.problem()?.message).toMatch(/credentials\.json .*openclaw channels add/)
    expect(JSON.stringify(tokens.problem())).not.toContain(SECRET)
    expect(tokens.secrets()).toEqual([])
    expect(() => tokens.keep(BOT, 'new')).toThrow(/Nothing was changed/)
    expect(() => tokens.forget(BOT)).toThrow(/Nothing was changed/)
    expect(readFileSync(file, 'utf8')).toBe(text)

    writeFileSync(file, '{}')
    tokens.keep(BOT, 'new')
    expect([tokens.problem(), tokens.secrets()]).toEqual([undefined, ['new']])
  })

  it('follows no link to somewhere else, and says so where it can not be written', () => {
    symlinkSync(join(folder, 'elsewhere'), file)
    const linked = openChannelTokens(openCredentialsFile(file))
    expect(linked.problem()?.message).toContain('not a plain file')
    expect(() => linked.keep(BOT, SECRET)).toThrow(/Nothing was changed/)

    const lost = openChannelTokens(openCredentialsFile(join(folder, 'gone', 'credentials.json')))
    expect(() => lost.keep(BOT, SECRET)).toThrow(/could not be written/)
    expect(lost.secrets()).toEqual([])
  })
})
