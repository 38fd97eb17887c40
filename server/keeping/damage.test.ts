import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseHandle, openDatabase } from '#db/client.ts'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase, MIGRATIONS } from '#db/fixtures/temp-database.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { createSession } from '#db/queries/sessions.ts'
import { sealDatabase } from '#db/seal.ts'
import { AppError } from '#protocol/errors.ts'
import { createChance } from '#testing/chat-platform/chance.ts'
import { openState } from './state.ts'

/** A time to the second, which every file system keeps: damage does not change it. */
const CHANGED_AT = 1_700_000_000
const PAGE_BYTES = 4096

const temp = createTempDatabase()
const database = join(temp.folder, 'damaged.db')
const backups = join(temp.folder, 'backups')
let whole: Buffer
let truth: string

function dump({ raw }: DatabaseHandle): string {
  const tables = raw
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")
    .pluck()
    .all()
  return JSON.stringify(tables.map((name) => raw.prepare(`select * from "${String(name)}"`).all()))
}

beforeAll(() => {
  mkdirSync(backups)
  const handle = temp.open()
  for (let id = 0; id < 4; id++) {
    createSession(handle.db, sessionRow(`s${id}`, { title: `Session ${id}` }))
    for (let count = 0; count < 40; count++) {
      const parts = [{ type: 'text' as const, text: `what was said ${count} `.repeat(5 + count) }]
      const message = { id: `m${id}-${count}`, role: 'user' as const, parts, metadata: { createdAt: count } }
      saveMessage(handle.db, `s${id}`, message)
    }
  }
  truth = dump(handle)
  handle.close()
  whole = readFileSync(temp.file)
})
afterAll(() => temp.remove())

/** Puts a copy of the database there, sealed where its gateway stopped in order, then damages it. */
function damage(bytes: Buffer, sealed: boolean): void {
  for (const ending of ['', '-wal', '-shm', '.seal']) rmSync(database + ending, { force: true })
  copyFileSync(temp.file, database)
  utimesSync(database, CHANGED_AT, CHANGED_AT)
  if (sealed) sealDatabase(database)
  writeFileSync(database, bytes)
  utimesSync(database, CHANGED_AT, CHANGED_AT)
}

interface Found {
  /** Refused at the start, and left as it was. */
  refused: number
  /** What was hit holds nothing. */
  harmless: number
  /** Read as if it were right. */
  silent: number
  /** Anything else: a refusal for another reason, an error later, a file that was touched. */
  wrong: string[]
}

function look(open: () => DatabaseHandle, damages: Iterable<Buffer>, sealed = true): Found {
  const found: Found = { refused: 0, harmless: 0, silent: 0, wrong: [] }
  for (const bytes of damages) {
    damage(bytes, sealed)
    try {
      const handle = open()
      if (dump(handle) === truth) found.harmless += 1
      else found.silent += 1
      handle.raw.close()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'state_corrupt') found.wrong.push(String(error))
      else if (!existsSync(database) || !readFileSync(database).equals(bytes)) found.wrong.push('touched')
      else if (!error.message.includes(database)) found.wrong.push(error.message)
      else found.refused += 1
    }
  }
  return found
}

/** One bit in one place, at random. */
function* flips(count: number): Iterable<Buffer> {
  const chance = createChance(Math.floor(Math.random() * 1_000_000))
  for (let flip = 0; flip < count; flip++) {
    const bytes = Buffer.from(whole)
    const place = Math.floor(chance() * bytes.length)
    bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << Math.floor(chance() * 8)), place)
    yield bytes
  }
}

/** A page that was never written, or an end that is missing. */
function* wounds(): Iterable<Buffer> {
  const pages = whole.length / PAGE_BYTES
  for (let page = 1; page < pages; page += 12) {
    yield Buffer.from(whole).fill(0, page * PAGE_BYTES, (page + 1) * PAGE_BYTES)
    yield whole.subarray(0, page * PAGE_BYTES - 100)
  }
}

const start = (): DatabaseHandle => openState({ database, backups, migrations: MIGRATIONS })

describe('J8: a database that was damaged', () => {
  it('after an orderly stop is refused whatever was hit, and left as it is', () => {
    expect(look(start, flips(200))).toEqual({ refused: 200, harmless: 0, silent: 0, wrong: [] })
    expect(look(start, wounds())).toMatchObject({ harmless: 0, silent: 0, wrong: [] })
  })

  it('J8: the check fails on a start that trusts the file', () => {
    const { silent } = look(() => openDatabase(database), flips(60))
    expect(silent).toBeGreaterThan(0)
  })

  it('after a kill is refused where its structure was hit, and never breaks later', () => {
    const { wrong, refused } = look(start, flips(60), false)
    expect(wrong).toEqual([])
    expect(refused).toBeGreaterThan(0)
    expect(look(start, wounds(), false)).toMatchObject({ harmless: 0, silent: 0, wrong: [] })
  })

  it('is told from one that somebody put in its place', () => {
    damage(whole, true)
    utimesSync(database, CHANGED_AT + 1, CHANGED_AT + 1)
    const handle = start()
    expect(dump(handle)).toBe(truth)
    handle.close()
    expect(existsSync(`${database}.seal`)).toBe(true)
    start().close()
  })
})
