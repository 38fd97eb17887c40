import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from './client.ts'
import { sessionRow } from './fixtures/session-row.ts'
import { createTempDatabase } from './fixtures/temp-database.ts'
import { createSession, findSession } from './queries/sessions.ts'

let temp: ReturnType<typeof createTempDatabase>
beforeEach(() => {
  temp = createTempDatabase()
})
afterEach(() => temp.remove())

describe('opening the database', () => {
  it('runs with every setting that durability rests on, for the owner alone', () => {
    const { raw } = temp.open()
    const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'trusted_schema']
    expect(settings.map((name) => raw.pragma(name, { simple: true }))).toEqual(['wal', 2, 1, 5000, 0])
    expect(raw.pragma('cell_size_check', { simple: true })).toBe(1)
    expect(raw.pragma('mmap_size', { simple: true })).toBe(0)
    for (const ending of ['', '-wal', '-shm']) {
      expect(statSync(temp.file + ending).mode & 0o777).toBe(0o600)
    }
  })

  it('keeps what was committed when the process ends without closing', () => {
    const first = temp.open()
    createSession(first.db, sessionRow('kept'))
    // What a kill leaves behind: the main file and a write-ahead log with the newest commits.
    const copy = join(temp.folder, 'after-kill.db')
    for (const ending of ['', '-wal']) copyFileSync(temp.file + ending, copy + ending)
    const second = openDatabase(copy)
    expect(findSession(second.db, 'kept')?.key).toBe('agent:main:web:kept')
    second.close()
  })

  it('refuses a file that is no database and leaves it as it is', () => {
    const file = join(temp.folder, 'notes.db')
    writeFileSync(file, 'these are my notes, not a database\n'.repeat(200))
    const before = readFileSync(file)
    expect(() => openDatabase(file)).toThrow(
      expect.objectContaining({ code: 'state_corrupt', message: expect.stringContaining(file) }),
    )
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('refuses the database of another program and leaves it as it is', () => {
    const file = join(temp.folder, 'other.db')
    const other = new Database(file)
    other.exec('create table customers (name text)')
    other.close()
    const before = readFileSync(file)
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'state_corrupt' }))
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('finds damage after an unclean stop, names the file and deletes nothing', () => {
    const { db } = temp.open()
    for (let i = 0; i < 400; i += 1) createSession(db, sessionRow(`s${i}`))
    const damaged = join(temp.folder, 'damaged.db')
    for (const ending of ['', '-wal']) copyFileSync(temp.file + ending, damaged + ending)
    const repaired = openDatabase(damaged)
    repaired.raw.pragma('wal_checkpoint(truncate)')
    repaired.close()
    const bytes = readFileSync(damaged)
    bytes.fill(0xff, 4096, bytes.length)
    writeFileSync(damaged, bytes)
    writeFileSync(`${damaged}-wal`, 'x')
    expect(() => openDatabase(damaged)).toThrow(
      expect.objectContaining({ code: 'state_corrupt', message: expect.stringContaining(damaged) }),
    )
    expect(statSync(damaged).size).toBe(bytes.length)
  })

  it('says that it cannot write where the path is no file', () => {
    const folder = join(temp.folder, 'folder.db')
    mkdirSync(folder)
    expect(() => openDatabase(folder)).toThrow(
      expect.objectContaining({ code: 'state_unwritable', message: expect.stringContaining(folder) }),
    )
  })
})
