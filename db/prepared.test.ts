import { eq } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { createTempDatabase } from './fixtures/temp-database.ts'
import { given, givenColumns, prepared } from './prepared.ts'
import { sessions } from './schema/sessions.ts'

const temp = createTempDatabase()
const { db, raw } = temp.open()
afterAll(temp.remove)

const NAMES = ['id', 'key', 'agent', 'title', 'trusted', 'model', 'createdAt', 'updatedAt'] as const
const SESSION = { key: 'k', agent: 'main', title: '', trusted: true, model: null, createdAt: 1, updatedAt: 1 }
let built = 0
const insert = prepared((on) => {
  built += 1
  return on.insert(sessions).values(givenColumns(sessions, NAMES)).prepare()
})
const titleOf = prepared((on) =>
  on
    .select({ title: sessions.title, trusted: sessions.trusted })
    .from(sessions)
    .where(eq(sessions.id, given('id')))
    .prepare(),
)

test('a query is built once for a database and its transactions, and takes part in them', () => {
  insert(db).run({ ...SESSION, id: 'a' })
  const failing = () =>
    db.transaction((tx) => {
      insert(tx).run({ ...SESSION, id: 'b', key: 'b' })
      expect(titleOf(tx).get({ id: 'b' })).toEqual({ title: '', trusted: true })
      throw new Error('rolled back')
    })
  expect(failing).toThrow('rolled back')
  expect(titleOf(db).get({ id: 'b' })).toBeUndefined()
  expect(built).toBe(1)
})

test('another database has its own', () => {
  const other = createTempDatabase()
  expect(titleOf(other.open().db).get({ id: 'a' })).toBeUndefined()
  other.remove()
})

test('values are stored as their columns say, null as null, and a table that grew is seen', () => {
  raw.exec("alter table sessions add column extra text; update sessions set title = 'new' where id = 'a'")
  insert(db).run({ ...SESSION, id: 'c', key: 'c', trusted: false })
  const row = raw.prepare("select trusted, model from sessions where id = 'c'").get()
  expect(row).toEqual({ trusted: 0, model: null })
  expect(titleOf(db).get({ id: 'a' })).toEqual({ title: 'new', trusted: true })
})

test('a value that was forgotten is an error', () => {
  expect(() => titleOf(db).get({})).toThrow('id')
})
