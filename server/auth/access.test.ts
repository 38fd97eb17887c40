import { describe, expect, test } from 'vitest'
import { listAuditEntries } from '#db/queries/access/audit.ts'
import { scope } from '#protocol/access/principal.ts'
import { letBrowserIn, OWNER, openTestAccess } from './fixtures/test-access.ts'

const DAY_MS = 24 * 60 * 60 * 1000

describe('API tokens', () => {
  test('are shown once, kept as their hash, and do what their record says', () => {
    const { features, authenticate, database, clock } = openTestAccess()
    const { id, token } = features.tokens.create({ name: 'editor', scopes: ['read', 'chat'] }, OWNER)
    expect(token).toMatch(/^oc_[\w-]{43}$/)
    expect(authenticate({ bearer: token })).toEqual({
      principal: { role: 'owner', scopes: ['read', 'chat'], credentialId: id },
      kind: 'token',
    })
    const used = clock.now()
    expect(features.tokens.list()).toEqual([
      { id, name: 'editor', scopes: ['read', 'chat'], createdAt: used, lastUsedAt: used, expiresAt: null },
    ])
    expect(JSON.stringify(database.raw.prepare('select * from credentials').all())).not.toContain(token)
  })

  test('never hold more than their maker, and an agent gets no right of its owner', () => {
    const { features, authenticate } = openTestAccess()
    const narrow = { ...OWNER, scopes: ['read', 'admin'] as const }
    for (const scopes of [['chat'], ['read', 'approve']] as const) {
      const maker = { ...narrow, scopes: [...narrow.scopes] }
      expect(() => features.tokens.create({ name: 'more', scopes }, maker)).toThrow(/does not hold/)
    }
    expect(() => features.tokens.create({ name: 'both', scopes: ['agent', 'read'] }, OWNER)).toThrow(/alone/)
    const { token } = features.tokens.create({ name: 'far away', scopes: ['agent'] }, OWNER)
    expect(authenticate({ bearer: token })?.principal).toMatchObject({ role: 'agent', scopes: ['agent'] })
  })

  test('end in their last millisecond, and what they left open ends within a minute', () => {
    const { features, authenticate, credentials, clock } = openTestAccess()
    const { id, token } = features.tokens.create({ name: 'a day', scopes: ['read'], expiresInDays: 1 }, OWNER)
    const ended: string[] = []
    credentials.onEnded((credentialId) => ended.push(credentialId))
    clock.advance(DAY_MS - 1)
    expect(authenticate({ bearer: token })).toBeDefined()
    clock.advance(1)
    expect(authenticate({ bearer: token })).toBeUndefined()
    expect(features.tokens.list()).toEqual([])
    clock.advance(60_000)
    clock.advance(60_000)
    expect(ended).toEqual([id])
  })

  test('B16 end at once when they are revoked: whoever listens is told, the next call is nobody', () => {
    const { features, authenticate, credentials } = openTestAccess()
    const { id, token } = features.tokens.create({ name: 'lost', scopes: ['read'] }, OWNER)
    const ended: string[] = []
    credentials.onEnded((credentialId) => ended.push(credentialId))
    features.tokens.revoke(id, OWNER)
    expect(ended).toEqual([id])
    expect(authenticate({ bearer: token })).toBeUndefined()
    expect(() => features.tokens.revoke(id, OWNER)).toThrow(/no such token/)
    expect(() => features.devices.revoke(id, OWNER)).toThrow(/no such device/)
  })
})

describe('devices', () => {
  test('are listed with the one that asks marked, can be renamed and signed out', () => {
    const access = openTestAccess()
    const { devices } = access.features
    const [laptop, phone] = [letBrowserIn(access), letBrowserIn(access)]
    const asLaptop = { ...OWNER, credentialId: laptop.id }
    devices.rename(phone.id, 'my phone', asLaptop)
    expect(devices.list(asLaptop).map(({ id, name, current }) => [id, name, current])).toEqual(
      expect.arrayContaining([
        [laptop.id, 'phone', true],
        [phone.id, 'my phone', false],
      ]),
    )
    devices.revoke(phone.id, asLaptop)
    expect(access.authenticate(phone.proof())).toBeUndefined()
    expect(access.authenticate(laptop.proof())).toBeDefined()
    expect(devices.list(asLaptop).map(({ id }) => id)).toEqual([laptop.id])
    expect(() => devices.rename(phone.id, 'again', asLaptop)).toThrow(/no such device/)
    const lines = listAuditEntries(access.database.db, { limit: 9, actor: laptop.id })
    expect(lines.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
      `browser:${laptop.id} device.revoke`,
      `browser:${laptop.id} device.rename`,
    ])
  })

  test('A15 get a new cookie half after a day; the old one ends a minute after the new one was seen', () => {
    const access = openTestAccess()
    const { browsers } = access.credentials
    const browser = letBrowserIn(access)
    expect(browsers.renew(browser.proof())).toBeUndefined()
    access.clock.advance(DAY_MS)
    const old = browser.proof()
    browser.take(browsers.renew(old))
    expect(browser.proof().cookieHeader).not.toBe(old.cookieHeader)
    // Another tab's request was under way with the old half.
    expect(access.authenticate(old)).toBeDefined()
    expect(access.authenticate(browser.proof())).toBeDefined()
    access.clock.advance(59_999)
    expect(access.authenticate(old)).toBeDefined()
    access.clock.advance(1)
    expect(access.authenticate(old)).toBeUndefined()
    expect(access.credentials.knowsBrowser(old.cookieHeader)).toBe(false)
    expect(access.authenticate(browser.proof())).toBeDefined()
  })

  test('are not signed out by a new half that never arrived, nor by two tabs that ask at once', () => {
    const access = openTestAccess()
    const { browsers } = access.credentials
    const browser = letBrowserIn(access)
    access.clock.advance(DAY_MS)
    browsers.renew(browser.proof())
    expect(browsers.renew(browser.proof())).toBeUndefined()
    access.clock.advance(30 * DAY_MS)
    expect(access.authenticate(browser.proof())).toBeDefined()
    browser.take(browsers.renew(browser.proof()))
    expect(access.authenticate(browser.proof())).toBeDefined()
  })

  test('that come by every year are never signed out by their age', () => {
    const access = openTestAccess()
    const browser = letBrowserIn(access)
    for (let year = 0; year < 3; year++) {
      access.clock.advance(365 * DAY_MS)
      browser.take(access.credentials.browsers.renew(browser.proof()))
      expect(access.authenticate(browser.proof())).toBeDefined()
    }
  })
})

test('B3 a scope that no enumeration names is nobody, and one for the API alone is never the owner', () => {
  const { features, authenticate } = openTestAccess()
  expect(scope.options).toEqual(['read', 'chat', 'approve', 'admin', 'api', 'agent'])
  const beyond = { ...OWNER, scopes: [] }
  for (const one of ['read', 'chat', 'approve', 'admin', 'api'] as const) {
    expect(() => features.tokens.create({ name: 'x', scopes: [one] }, beyond)).toThrow(/does not hold/)
  }
  const { token } = features.tokens.create({ name: 'x', scopes: ['api'] }, OWNER)
  expect(authenticate({ bearer: token })?.principal).toMatchObject({ role: 'guest', scopes: ['api'] })
})
