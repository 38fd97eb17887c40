import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
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

  it('take it anew where a kill, or a full disk, left half of one', () => {
    const handle = temp.open()
    const later = laterVersion('create table more (id text);')
    const prepare = handle.raw.prepare.bind(handle.raw)
    handle.raw.prepare = ((sql: string) => {
      if (!sql.startsWith('vacuum into')) return prepare(sql)
      const run = (file: string): never => {
        writeFileSync(file, 'half of it')
        throw new Error('killed')
      }
      return { run }
    }) as typeof prepare
    expect(() => migrateDatabase(handle, later)).toThrow('killed')
    handle.raw.prepare = prepare
    migrateDatabase(handle, later)
    const folder = join(temp.folder, 'backups')
    expect(readdirSync(folder)).toEqual(['before-0099_later.db'])
    const old = openDatabase(join(folder, 'before-0099_later.db'))
    expect(tablesOf(old)).toContain('sessions')
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

/** The schema of a database as text, with how far its migrations have come. */
function schemaOf({ raw }: ReturnType<typeof openDatabase>): string {
  const objects = raw
    .prepare('select sql from sqlite_master where sql is not null order by name')
    .pluck()
    .all()
  const steps = raw.prepare('select tag from schema_migrations order by position').pluck().all()
  return [...steps, ...objects].join('\n')
}

const listTags = (folder: string): string[] =>
  JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')).entries.map(
    ({ tag }: { tag: string }) => tag,
  )

/** The first migrations, as an earlier version had them. */
function earlierVersion(count: number): string {
  const folder = join(temp.folder, `version-${count}`)
  mkdirSync(join(folder, 'meta'), { recursive: true })
  const entries = listTags(MIGRATIONS)
    .slice(0, count)
    .map((tag, idx) => ({ idx, tag }))
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ entries }))
  for (const { tag } of entries) cpSync(join(MIGRATIONS, `${tag}.sql`), join(folder, `${tag}.sql`))
  return folder
}

/**
 * Brings a database of an early version up to date and looks, before each statement, at what a kill would leave:
 * the file and its log as they are then. Says which of it is no whole version.
 */
function killAtEachStatement(migrate: typeof migrateDatabase): { looks: number; broken: string[] } {
  const first = listTags(MIGRATIONS).length - 9
  const versions = Array.from({ length: 10 }, (_, index) => earlierVersion(first + index))
  const whole = new Set(
    versions.map((version, index) => {
      const handle = openDatabase(join(temp.folder, `whole-${index}.db`))
      migrateDatabase(handle, version)
      const schema = schemaOf(handle)
      handle.close()
      return schema
    }),
  )
  const file = join(temp.folder, 'killed.db')
  const handle = openDatabase(file)
  migrateDatabase(handle, versions[0] ?? '')
  const broken: string[] = []
  let looks = 0
  const execute = handle.raw.exec.bind(handle.raw)
  handle.raw.exec = (statement) => {
    const left = join(temp.folder, `left-${looks}.db`)
    for (const ending of ['', '-wal']) cpSync(file + ending, left + ending)
    const copy = openDatabase(left)
    if (!whole.has(schemaOf(copy))) broken.push(statement)
    else migrateDatabase(copy, MIGRATIONS)
    copy.close()
    looks += 1
    return execute(statement)
  }
  migrate(handle, MIGRATIONS)
  handle.close()
  return { looks, broken }
}

describe('J13: a kill in the middle of the migrations', () => {
  it('leaves a whole version, from which the next start goes on, whatever statement it comes at', () => {
    const { looks, broken } = killAtEachStatement(migrateDatabase)
    expect(broken).toEqual([])
    expect(looks).toBeGreaterThan(15)
  })

  it('planted bug: migrations that commit each statement by itself are found out', () => {
    const careless: typeof migrateDatabase = ({ raw }, folder) => {
      const done = Number(raw.prepare('select count(*) from schema_migrations').pluck().get())
      for (const tag of listTags(folder).slice(done)) {
        const sql = readFileSync(join(folder, `${tag}.sql`), 'utf8')
        for (const statement of sql.split('--> statement-breakpoint'))
          if (statement.trim()) raw.exec(statement)
      }
    }
    expect(killAtEachStatement(careless).broken.length).toBeGreaterThan(5)
  })
})
