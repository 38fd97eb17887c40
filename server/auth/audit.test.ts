import { describe, expect, test } from 'vitest'
import { createAuditEntry, listAuditEntries } from '#db/queries/access/audit.ts'
import { createAudit } from './audit.ts'
import { letBrowserIn, OWNER, openTestAccess, type TestAccess } from './fixtures/test-access.ts'

const write = ({ audit }: TestAccess, count: number): void => {
  for (let line = 0; line < count; line++) {
    audit({ action: 'test', actor: '-', outcome: 'allowed', rule: 'none', detail: { line } })
  }
}
const chainOf = async ({ features }: TestAccess) => (await features.audit.list({ limit: 1 })).chain

describe('L5 the audit log', () => {
  test('takes lines, and neither a change nor a removal', async () => {
    const access = openTestAccess()
    write(access, 3)
    const { raw } = access.database
    expect(() => raw.exec("update audit_entries set actor = 'nobody'")).toThrow(/only ever added/)
    expect(() => raw.exec('delete from audit_entries')).toThrow(/only ever added/)
    expect(await chainOf(access)).toBe('intact')
  })

  /** What somebody could do who has the file, and takes the triggers off first. */
  const FORGERIES: Record<string, string> = {
    'a changed line': "update audit_entries set outcome = 'denied' where id = 2",
    'a changed detail': `update audit_entries set detail = '{"line":9}' where id = 2`,
    'another time': 'update audit_entries set at = at + 1 where id = 2',
    'a line taken out of the middle': 'delete from audit_entries where id = 2',
    'the first line taken off': 'delete from audit_entries where id = 1',
    'the last line taken off': 'delete from audit_entries where id = 3',
    'a line put in': `insert into audit_entries (at, actor, action, outcome, detail, hash)
      values (1, '-', 'test', 'allowed', '{}', 'ffff')`,
    'a line without a hash put in': `insert into audit_entries (at, actor, action, detail)
      values (1, '-', 'test', '{}')`,
    'two lines swapped': `update audit_entries set id = 9 where id = 1; update audit_entries set id = 1 where id = 2;
      update audit_entries set id = 2 where id = 9`,
  }
  test.each(Object.entries(FORGERIES))('shows %s', async (_name, forgery) => {
    const access = openTestAccess()
    write(access, 3)
    access.database.raw.exec(`drop trigger audit_entries_kept; drop trigger audit_entries_fixed; ${forgery}`)
    expect(await chainOf(access)).toBe('broken')
    const { brokenAfter } = await access.features.audit.list({ limit: 1 })
    expect(brokenAfter).toBeLessThanOrEqual(3)
  })

  test('goes on over a restart, and through more lines than are checked at once', async () => {
    const access = openTestAccess()
    access.database.db.transaction(() => write(access, 2_100))
    const again = access.restart()
    write(again, 1)
    expect(await chainOf(again)).toBe('intact')
  })

  test('begins behind the lines of versions before it', async () => {
    const access = openTestAccess()
    access.database.raw.exec(
      `insert into audit_entries (at, actor, action, detail) values (1, '-', 'login', '{}')`,
    )
    write(access, 1)
    expect(await chainOf(access)).toBe('intact')
  })

  test('is read by page, by action and by who decided', async () => {
    const access = openTestAccess()
    const browser = letBrowserIn(access)
    write(access, 5)
    access.audit({ action: 'approval', actor: browser.id, outcome: 'denied', rule: 'exec-ask' })
    const { audit } = access.features
    const { entries } = await audit.list({ limit: 2 })
    expect(entries.map(({ action }) => action)).toEqual(['approval', 'test'])
    const before = entries[1]?.id
    const denied = await audit.list({ limit: 9, outcome: 'denied', from: 0 })
    expect([denied.entries.length, denied.actions]).toEqual([1, ['approval', 'test']])
    expect((await audit.list({ limit: 9, until: 0 })).entries).toEqual([])
    expect((await audit.list({ limit: 9, before })).entries).toHaveLength(4)
    expect((await audit.list({ limit: 9, action: 'approval' })).entries).toMatchObject([
      { actor: `browser:${browser.id}`, outcome: 'denied', rule: 'exec-ask' },
    ])
    for (const actor of [browser.id, `browser:${browser.id}`]) {
      expect((await audit.list({ limit: 9, actor })).entries).toHaveLength(1)
    }
  })

  test('keeps no secret that the log would hide, wherever it came in', () => {
    const secret = 'canary-"4711"'
    const access = openTestAccess({ hidden: JSON.stringify(secret).slice(1, -1) })
    access.audit({
      action: 'x',
      actor: '-',
      outcome: 'denied',
      detail: { path: `/a/${secret}`, [secret]: 1 },
    })
    const text = JSON.stringify(listAuditEntries(access.database.db, { limit: 1 }))
    expect(text).not.toContain('4711')
    expect(text).toContain('[hidden]')
  })

  test('forgets what is rolled back, and nothing else', async () => {
    const access = openTestAccess()
    const { db } = access.database
    expect(() =>
      db.transaction(() => {
        write(access, 2)
        throw new Error('not after all')
      }),
    ).toThrow('not after all')
    write(access, 1)
    expect(listAuditEntries(db, { limit: 9 })).toHaveLength(1)
    expect(await chainOf(access)).toBe('intact')
  })

  test('takes twenty refusals a minute, and says how many more there were', () => {
    const access = openTestAccess()
    const refuseMany = (count: number) =>
      Array.from({ length: count }, () => access.refuse({ action: 'request', actor: '-', rule: 'door-403' }))
    expect(refuseMany(1_000).filter(Boolean)).toHaveLength(20)
    access.clock.advance(60_000)
    refuseMany(2)
    const lines = listAuditEntries(access.database.db, { limit: 99 })
    expect(lines).toHaveLength(22)
    expect(lines[1]?.detail).toEqual({ unwrittenBefore: 980 })
    expect(lines[0]?.detail).toEqual({})
  })

  test('planted bug: a log whose lines are not chained is found out', async () => {
    const access = openTestAccess()
    const { db } = access.database
    const careless = (line: number) => {
      createAuditEntry(db, { at: line, actor: '-', action: 'x', outcome: 'allowed', rule: null, detail: {} })
      access.database.raw.exec('drop trigger if exists audit_entries_fixed')
      access.database.raw.prepare("update audit_entries set hash = '' where id = ?").run(line)
    }
    careless(1)
    createAudit({ db, clock: access.clock, redact: (text) => text })({
      action: 'x',
      actor: OWNER.credentialId,
      outcome: 'allowed',
    })
    careless(3)
    expect(await chainOf(access)).toBe('broken')
  })
})
