import { afterEach, beforeEach, expect, test } from 'vitest'
import { sessionRow } from '../../fixtures/session-row.ts'
import { createTempDatabase } from '../../fixtures/temp-database.ts'
import { listMessages, saveMessage } from '../messages.ts'
import { createSession } from '../sessions.ts'
import { createSummary, findSummary } from '../summaries.ts'
import { addVersion, listVersions, showVersion, withdrawVersion } from './versions.ts'

let database: ReturnType<typeof createTempDatabase>
beforeEach(() => {
  database = createTempDatabase()
})
afterEach(() => database.remove())

function open() {
  const { db } = database.open()
  for (const id of ['s', 'other']) {
    createSession(db, sessionRow(id))
  }
  const say = (...ids: string[]) => {
    for (const id of ids) {
      const parts = [{ type: 'text' as const, text: id }]
      saveMessage(db, 's', { id, role: 'user', parts, metadata: { createdAt: 0 } })
    }
  }
  const stands = () =>
    listMessages(db, { sessionId: 's', limit: 999 })
      .messages.map(({ id }) => id)
      .join(' ')
  const anew = (of: string, messageId: string) => {
    addVersion(db, { sessionId: 's', of, messageId })
    say(messageId)
  }
  return { db, say, stands, anew, show: (id: string) => showVersion(db, 's', id) }
}

test('what is said anew stands in its place, and what was put aside comes back as it was left', () => {
  const { db, say, stands, anew, show } = open()
  say('u1', 'a1', 'u2', 'a2')
  anew('u2', 'v2')
  say('b2')
  expect(stands()).toBe('u1 a1 v2 b2')
  anew('b2', 'c2')
  say('u3')
  expect(stands()).toBe('u1 a1 v2 c2 u3')
  show('u2')
  expect(stands()).toBe('u1 a1 u2 a2')
  show('v2')
  expect(stands()).toBe('u1 a1 v2 c2 u3')
  // A version inside of another one brings that one with it, whichever message of it is asked for.
  show('a2')
  show('b2')
  expect(stands()).toBe('u1 a1 v2 b2')
  expect(show('b2')).toBe(false)
  anew('u1', 'w1')
  expect(stands()).toBe('w1')
  show('u3')
  expect(stands()).toBe('u1 a1 v2 c2 u3')
  expect(listVersions(db, 's')).toEqual([
    ['u2', 'v2'],
    ['b2', 'c2'],
    ['u1', 'w1'],
  ])
  expect(() => addVersion(db, { sessionId: 's', of: 'a2', messageId: 'x' })).toThrow(/another version/)
  expect(() => addVersion(db, { sessionId: 'other', of: 'u1', messageId: 'x' })).toThrow(/no such message/)
  expect(() => showVersion(db, 'other', 'u1')).toThrow(/no such message/)
})

test('a version that comes to nothing makes room for the one before it', () => {
  const { db, say, stands } = open()
  say('u1', 'a1', 'u2')
  addVersion(db, { sessionId: 's', of: 'a1', messageId: 'never' })
  expect(stands()).toBe('u1')
  expect(withdrawVersion(db, 's', 'never')).toBe(true)
  expect(stands()).toBe('u1 a1 u2')
  expect(withdrawVersion(db, 's', 'never')).toBe(false)
  expect(listVersions(db, 's')).toEqual([])
})

test('a summary counts only where what it covers stands', () => {
  const { db, say, anew, show } = open()
  say('u1', 'a1', 'u2', 'a2')
  const summary = { sessionId: 's', text: '', model: null, tokensBefore: 1, tokensAfter: 1 }
  const marks = { tainted: false, private: false }
  createSummary(db, { ...summary, ...marks, id: 'early', throughMessageId: 'a1', createdAt: 1 })
  createSummary(db, { ...summary, ...marks, id: 'late', throughMessageId: 'a2', createdAt: 2 })
  expect(findSummary(db, 's')?.id).toBe('late')
  anew('u2', 'v2')
  expect(findSummary(db, 's')?.id).toBe('early')
  show('u2')
  expect(findSummary(db, 's')?.id).toBe('late')
})

test('whatever is said anew and brought back, a conversation is what was said from its beginning to the message', () => {
  const { say, stands, anew, show } = open()
  // A little generator of numbers: the same at every run.
  let seed = 7
  const below = (limit: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * limit)
  }
  const before = new Map<string, string>([['m0', '']])
  const all = ['m0']
  say('m0')
  for (let round = 1; round <= 120; round++) {
    const line = stands().split(' ')
    const next = `m${round}`
    const at = below(line.length)
    const kind = below(3)
    if (kind === 0) {
      before.set(next, line.at(-1) ?? '')
      say(next)
    } else if (kind === 1) {
      before.set(next, before.get(line[at] ?? '') ?? '')
      anew(line[at] ?? '', next)
    } else {
      const wanted = all[below(all.length)] ?? 'm0'
      show(wanted)
      expect(stands().split(' ')).toContain(wanted)
    }
    if (kind < 2) all.push(next)
    const now = stands().split(' ')
    expect(now.map((id) => before.get(id))).toEqual(['', ...now.slice(0, -1)])
  }
})
