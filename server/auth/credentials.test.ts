import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DatabaseHandle, openDatabase } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'
import { createCredential } from '#db/queries/access/credentials.ts'
import { AppError, toAppError } from '#protocol/errors.ts'
import { createTestClock, type TestClock } from '../http/fixtures/test-edge.ts'
import { createAudit } from './audit.ts'
import { type Credentials, createCredentials } from './credentials.ts'
import { readToken } from './token-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openclaw-auth-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the token file', () => {
  test('L1 is made once, for the owner only, whatever the umask', () => {
    const file = join(folder, 'gateway.token')
    const before = process.umask(0)
    const token = readToken(file)
    process.umask(before)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readToken(file)).toBe(token)
    chmodSync(file, 0o644)
    readToken(file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  const HOOK_SECRET = 'kq8Zr1vN4tYw7LcXb2Gf9Jd5Hs3Ma6Pe0Ru'
  const WEAK = ['', '   \n', 'undefined', 'null', 'changeme', 'password', 'x'.repeat(31), 'a'.repeat(64)]
  const REFUSED = [...WEAK, 'changeme'.repeat(8), 'ab '.repeat(20), HOOK_SECRET]

  /** Which of them a reader takes, or answers with something else than what is wrong with the file. */
  function listTaken(read: (file: string, otherSecrets: readonly string[]) => string): string[] {
    const file = join(folder, 'gateway.token')
    return REFUSED.filter((content) => {
      writeFileSync(file, content)
      try {
        read(file, [HOOK_SECRET])
        return true
      } catch (error) {
        const { code, message } = toAppError(error)
        return code !== 'config_invalid' || !message.includes(file) || readFileSync(file, 'utf8') !== content
      }
    })
  }

  test('B2 that is blank, short, a placeholder or a secret of a hook is refused and left as it is', () => {
    expect(listTaken(readToken)).toEqual([])
  })

  test('B2 planted bugs: a reader that takes what it finds, one that looks at the length alone', () => {
    expect(listTaken((file) => readFileSync(file, 'utf8'))).toEqual(REFUSED)
    const longEnough = (file: string): string => {
      const token = readFileSync(file, 'utf8').trim()
      if (token.length < 32) throw new AppError('config_invalid', `${file} is too short`)
      return token
    }
    expect(listTaken(longEnough)).toEqual([
      'a'.repeat(64),
      'changeme'.repeat(8),
      'ab '.repeat(20),
      HOOK_SECRET,
    ])
  })

  test('that points elsewhere is refused', () => {
    writeFileSync(join(folder, 'other'), 'x'.repeat(64))
    symlinkSync(join(folder, 'other'), join(folder, 'gateway.token'))
    expect(() => readToken(join(folder, 'gateway.token'))).toThrow('not a plain file')
  })

  test('that cannot be written says so', () => {
    expect(() => readToken(join(folder, 'missing', 'gateway.token'))).toThrow('could not be written')
  })
})

describe('credentials', () => {
  let handle: DatabaseHandle
  let clock: TestClock
  let credentials: Credentials
  beforeEach(() => {
    handle = openDatabase(join(folder, 'openclaw.db'))
    migrateDatabase(handle, join(import.meta.dirname, '../../db/migrations'))
    clock = createTestClock()
    const audit = createAudit({ db: handle.db, clock, redact: (text) => text })
    const tokenFile = join(folder, 'gateway.token')
    credentials = createCredentials({
      db: handle.db,
      clock,
      audit,
      changed: () => {},
      tokenFile,
      port: 18789,
    })
  })
  afterEach(() => handle.close())

  function signIn() {
    const code = credentials.browsers.createLink().url.split('#code=')[1] ?? ''
    const session = credentials.browsers.redeem(code, 'test')
    if (!session) throw new Error('the code did not work')
    return { code, cookieHeader: session.setCookie.split(';', 1)[0], browserKey: session.key, session }
  }

  test('the token and a browser are told apart', () => {
    const { cookieHeader, browserKey, session } = signIn()
    expect(credentials.authenticate({ bearer: credentials.token })?.kind).toBe('token')
    expect(credentials.authenticate({ cookieHeader, browserKey })).toMatchObject({
      kind: 'browser',
      principal: { role: 'owner', credentialId: session.credentialId },
    })
  })

  test('no secret is kept, only what it hashes to', () => {
    const { code, cookieHeader, browserKey } = signIn()
    handle.raw.pragma('wal_checkpoint(TRUNCATE)')
    const bytes = readFileSync(join(folder, 'openclaw.db')).toString('latin1')
    const secrets = [code, cookieHeader?.split('=')[1], browserKey, credentials.token]
    for (const secret of secrets) expect(bytes).not.toContain(secret)
  })

  test('a browser credential ends after 400 days, and at once when revoked', () => {
    const first = signIn()
    const second = signIn()
    const ending = { id: first.session.credentialId, kind: 'browser' } as const
    expect(credentials.revoke(ending, { action: 'logout', actor: '-' })).toBe(true)
    expect(credentials.revoke(ending, { action: 'logout', actor: '-' })).toBe(false)
    expect(credentials.authenticate(first)).toBeUndefined()
    expect(credentials.authenticate(second)).toBeDefined()
    clock.advance(400 * 24 * 3_600_000)
    expect(credentials.authenticate(second)).toBeUndefined()
  })

  test('J7: a disk that takes nothing more turns nobody away who was let in', () => {
    const browser = signIn()
    const isFull = (full: boolean) => handle.raw.pragma(`query_only = ${full ? 'ON' : 'OFF'}`)
    clock.advance(2 * 24 * 3_600_000)
    isFull(true)
    expect(credentials.authenticate(browser)).toBeDefined()
    expect(credentials.browsers.renew(browser)).toBeUndefined()
    isFull(false)
    const [cookieHeader] = credentials.browsers.renew(browser)?.split(';', 1) ?? []
    isFull(true)
    expect(credentials.authenticate({ ...browser, cookieHeader })).toBeDefined()
    expect(credentials.authenticate(browser)).toBeDefined()
    isFull(false)
    expect(credentials.authenticate({ ...browser, cookieHeader })).toBeDefined()
    clock.advance(2 * 60_000)
    expect(credentials.authenticate(browser)).toBeUndefined()
  })

  test('one half is never taken for the other, nor for a token', () => {
    const { cookieHeader, browserKey } = signIn()
    const cookie = cookieHeader?.split('=')[1] ?? ''
    expect(credentials.authenticate({ bearer: cookie })).toBeUndefined()
    expect(credentials.authenticate({ bearer: browserKey })).toBeUndefined()
    expect(credentials.authenticate({ bearer: '' })).toBeUndefined()
    expect(
      credentials.authenticate({ cookieHeader: `openclaw_18789=${browserKey}`, browserKey: cookie }),
    ).toBeUndefined()
    expect(
      credentials.authenticate({ cookieHeader: cookieHeader?.replace('18789', '18790'), browserKey }),
    ).toBeUndefined()
  })

  test('B3 scopes come from the record of the credential', () => {
    createCredential(handle.db, {
      id: 'reader',
      kind: 'token',
      name: 'reads only',
      secretHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      keyHash: null,
      role: 'guest',
      scopes: ['read'],
      createdAt: clock.now(),
      expiresAt: clock.now() + 1_000,
    })
    expect(credentials.authenticate({ bearer: 'test' })?.principal).toEqual({
      role: 'guest',
      scopes: ['read'],
      credentialId: 'reader',
    })
    clock.advance(1_000)
    expect(credentials.authenticate({ bearer: 'test' })).toBeUndefined()
  })
})
