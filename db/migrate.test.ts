import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from './client.ts'
import { createTempDatabase, MIGRATIONS } from './fixtures/temp-database.ts'
import { migrateDatabase } from './migrate.ts'

let temp: ReturnType<typeof createTempDatabase>
beforeEach(() => {
  temp = createTempDatabase()
})
afterEach(() => temp.remove())

/** The migrations of a later version: ours and one more. */
function laterVersion(sql: string): string {
  const folder = join(temp.folder, 'later')
  cpSync(MIGRATIONS, folder, { recursive: true })
  const journal = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8'))
  journal.entries.push({ idx: journal.entries.length, tag: '0099_later' })
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify(journal))
  writeFileSync(join(folder, '0099_later.sql'), sql)
  return folder
}

const tablesOf = (handle: ReturnType<typeof openDatabase>) =>
  handle.raw.prepare("select name from sqlite_master where type = 'table'").pluck().all()

describe('migrations', () => {
  it('bring an empty file to the schema, and a second time change nothing', () => {
    const handle = temp.open()
    const tables = tablesOf(handle)
    expect(tables).toEqual(expect.arrayContaining(['sessions', 'messages', 'inbox', 'outbox', 'runs']))
    migrateDatabase(handle, MIGRATIONS)
    expect(tablesOf(handle)).toEqual(tables)
    expect(existsSync(join(temp.folder, 'backups'))).toBe(false)
  })

  it('take a private snapshot before they change a database that is in use', () => {
    const handle = temp.open()
    migrateDatabase(handle, laterVersion('create table more (id text);'))
    expect(tablesOf(handle)).toContain('more')
    const snapshot = join(temp.folder, 'backups', 'before-0099_later.db')
    expect(statSync(snapshot).mode & 0o777).toBe(0o600)
    const old = openDatabase(snapshot)
    expect(tablesOf(old)).not.toContain('more')
    old.close()
  })

  it('leave everything as it was where one of their statements fails', () => {
    const handle = temp.open()
    const before = tablesOf(handle)
    const broken = laterVersion('create table more (id text);--> statement-breakpoint\ncreate nonsense;')
    expect(() => migrateDatabase(handle, broken)).toThrow()
    expect(tablesOf(handle)).toEqual(before)
    expect(handle.raw.pragma('foreign_keys', { simple: true })).toBe(1)
  })

  it('refuse a database that a newer version made', () => {
    migrateDatabase(temp.open(), laterVersion('create table more (id text);'))
    expect(() => temp.open()).toThrow(
      expect.objectContaining({ code: 'state_corrupt', message: expect.stringContaining('newer OpenClaw') }),
    )
  })

  it('refuse a database whose migrations were other ones', () => {
    const handle = temp.open()
    handle.raw.prepare("update schema_migrations set hash = 'other'").run()
    expect(() => migrateDatabase(handle, MIGRATIONS)).toThrow(
      expect.objectContaining({ code: 'state_corrupt', message: expect.stringContaining('another build') }),
    )
  })
})
