import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { cacheStatements } from './statement-cache.ts'

const raw = new Database(':memory:')
raw.exec(
  "create table notes (id integer primary key, text text); insert into notes values (1, 'a'), (2, 'b')",
)
const cached = cacheStatements(raw)
const SELECT = 'select id, text from notes order by id'

afterEach(() => {
  raw.exec('delete from notes where id > 2')
})

test('the same text is prepared once, and forgets how it was read before', () => {
  const first = cached.prepare(SELECT)
  expect(first.raw().all()).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
  expect(cached.prepare(SELECT)).toBe(first)
  expect(cached.prepare(SELECT).get()).toEqual({ id: 1, text: 'a' })
})

test('a statement in the middle of its rows is left alone', () => {
  const rows = cached.prepare(SELECT).iterate()
  rows.next()
  expect(cached.prepare(SELECT).all()).toHaveLength(2)
  rows.return?.()
})

test('a changed table is seen, and transactions work on the same connection', () => {
  const insert = 'insert into notes (text) values (?)'
  cached.transaction(() => cached.prepare(insert).run('c')).immediate()
  raw.exec('alter table notes add column extra text')
  expect(cached.prepare('select * from notes where id = 3').get()).toEqual({ id: 3, text: 'c', extra: null })
  expect(() =>
    cached.transaction(() => {
      cached.prepare(insert).run('d')
      throw new Error('no')
    })(),
  ).toThrow('no')
  expect(cached.prepare('select count(*) as n from notes').get()).toEqual({ n: 3 })
})
