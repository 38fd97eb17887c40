import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionRow } from '../../fixtures/session-row.ts'
import { createTempDatabase } from '../../fixtures/temp-database.ts'
import { createJob, listJobs } from '../jobs.ts'
import { createMemory, searchMemories } from '../memories.ts'
import { saveMessage } from '../messages.ts'
import { createSession, findSession } from '../sessions.ts'
import { countUnindexed, indexMissing, searchMessages } from './search.ts'

let temp: ReturnType<typeof createTempDatabase>
let handle: ReturnType<typeof temp.open>
beforeEach(() => {
  temp = createTempDatabase()
  handle = temp.open()
  for (const id of ['one', 'two']) createSession(handle.db, session(id))
})
afterEach(() => temp.remove())

const session = (id: string) => sessionRow(id, { title: `Session ${id}` })

let position = 0
function say(text: string, sessionId = 'one', id = `m${position++}`): string {
  const metadata = { createdAt: position }
  saveMessage(handle.db, sessionId, { id, role: 'user', parts: [{ type: 'text', text }], metadata })
  return id
}
const find = (text: string, more: { sessionId?: string; before?: number } = {}): string[] =>
  searchMessages(handle.db, { text, limit: 50, ...more }).rows.map((row) => row.messageId)

/** What is syntax to a database, or to its search. */
const HOSTILE = [
  '"',
  '""',
  '"plain',
  "plain' OR 1=1 --",
  'plain"*',
  'plain) OR (words',
  'NOT plain',
  'plain AND',
  'OR',
  'NEAR(',
  'NEAR(plain words, 5)',
  '^plain',
  'words : plain',
  '-words',
  '+',
  '*',
  '* *',
  'a*b',
  '{words pairs}: plain',
  'session:s6f6e65',
  'message_search',
  'rank',
  '\0plain\0',
  '\ud800',
  '%',
  '_',
  '\\',
  ';drop table messages;',
  '()',
  '🙂',
  '\u202eplain',
  'plain '.repeat(400),
  '两"字',
  '(两字',
  'x'.repeat(100_000),
  '',
  ' ',
  '\n',
]

describe('search', () => {
  it('finds words whatever their case and accents, and the last one by its beginning', () => {
    const id = say('The Café opens tomorrow at seven.')
    expect(find('cafe tomor')).toEqual([id])
    expect(find('tomor cafe')).toEqual([])
  })

  it('finds Chinese words of two characters, single characters, and both languages in one query', () => {
    const id = say('请把数据库备份到北京的服务器，用 PostgreSQL模型测试。')
    for (const query of [
      '备份',
      '数据库',
      '库备',
      '器',
      '猫 备份'.slice(2),
      '北京 postgresql',
      'postgresql模型',
    ]) {
      expect([query, find(query)]).toEqual([query, [id]])
    }
    expect(find('京北')).toEqual([])
    expect(find('数据备份')).toEqual([])
    expect(find('カメラ')).toEqual([])
    expect(find('カメラ')).toEqual([])
    const camera = say('新しいカメラを買った')
    expect(find('ｶﾒﾗ')).toEqual([camera])
  })

  it('puts the best first, and the newer one among equals', () => {
    const [older, newer] = [say('garden plan'), say('garden plan')]
    const best = say('garden garden garden')
    say(`garden ${'and much else '.repeat(50)}`)
    expect(find('garden').slice(0, 3)).toEqual([best, newer, older])
  })

  it('looks in one session or before a time where it is asked to', () => {
    const first = say('shared word', 'one')
    const second = say('shared word', 'two')
    expect(find('shared', { sessionId: 'two' })).toEqual([second])
    expect(find('shared', { before: position })).toEqual([first])
  })

  it('indexes what was said, not thoughts and not tool output; follows changes; forgets what is deleted', () => {
    const { db, raw } = handle
    saveMessage(db, 'one', {
      id: 'answer',
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'secretthought' },
        { type: 'text', text: 'spoken words' },
      ],
      metadata: { createdAt: 5, status: 'completed' },
    })
    expect([find('secretthought'), find('spoken')]).toEqual([[], ['answer']])
    const edited = say('first wording', 'one', 'edited')
    say('second wording', 'one', 'edited')
    expect([find('first'), find('second')]).toEqual([[], [edited]])
    raw.prepare("delete from sessions where id = 'one'").run()
    expect(find('spoken wording')).toEqual([])
    expect(raw.prepare('select count(*) from message_search').pluck().get()).toBe(0)
    const left = raw.prepare('select block from message_search_data').pluck().all() as Buffer[]
    expect(left.some((block) => block.includes('spoken'))).toBe(false)
  })

  it('leaves an answer that is being written for its end', () => {
    const write = (status: 'streaming' | 'completed') =>
      saveMessage(handle.db, 'one', {
        id: 'answer',
        role: 'assistant',
        parts: [{ type: 'text', text: 'half an answer' }],
        metadata: { createdAt: 5, status },
      })
    write('streaming')
    expect(find('half')).toEqual([])
    write('completed')
    expect(find('half')).toEqual(['answer'])
  })

  it('indexes what was stored before there was an index, in batches, once', () => {
    for (let index = 0; index < 25; index++) say(`old message ${index}`)
    handle.raw.exec('delete from search_rows')
    expect(find('old')).toEqual([])
    expect(countUnindexed(handle.db)).toBe(25)
    let after: number | undefined = 0
    for (let turn = 0; after !== undefined && turn < 10; turn++) after = indexMissing(handle.db, after, 10)
    expect([find('old').length, countUnindexed(handle.db)]).toEqual([25, 0])
  })

  it('F19: takes every query as words: no syntax of FTS5 gets through', () => {
    const id = say('plain words NEAR the end')
    for (const text of HOSTILE) expect(() => find(text)).not.toThrow()
    expect(find('"plain" *words')).toEqual([id])
    expect(find('NEAR(end')).toEqual([id])
    expect(find('session:s6f6e65')).toEqual([])
  })

  it('F19: keeps the same as titles, facts and what is said later, and finds facts by it', () => {
    const { db, raw } = handle
    const tables = () => raw.prepare('select count(*) from sqlite_master').pluck().get()
    const before = tables()
    // A half of a character is stored as the sign for one that is not there.
    const texts = HOSTILE.filter((text) => text.trim() !== '' && text.isWellFormed())
    for (const [index, text] of texts.entries()) {
      const id = `h${index}`
      createSession(db, { ...session(id), title: text })
      createMemory(db, { id, text, sessionId: id, tainted: false, createdAt: index })
      createJob(db, {
        id,
        sessionId: id,
        text,
        cron: null,
        timeZone: 'UTC',
        tainted: false,
        nextAt: 1,
        createdAt: 1,
      })
      expect(
        searchMemories(db, [text], { limit: 99 }).some((memory) => memory.id === id),
        text,
      ).toBe(true)
      expect(findSession(db, id)?.title).toBe(text)
    }
    expect(
      listJobs(db)
        .map((job) => job.text)
        .toSorted(),
    ).toEqual(texts.toSorted())
    expect(tables()).toBe(before)
  })
})
