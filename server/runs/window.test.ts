import { afterAll, expect, test } from 'vitest'
import { saveMessage } from '#db/queries/messages.ts'
import { createRun, findRun, type Run } from '#db/queries/runs.ts'
import { createSession } from '#db/queries/sessions.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { openState } from './fixtures/state.ts'
import { HISTORY_CHARACTERS, historyWindow } from './window.ts'

const { db, close } = openState()
afterAll(close)

/** A session of `pairs` questions with an answer each, and a run for a last question. */
function conversation(id: string, pairs: number, sizes: { message: number; question: number }): Run {
  const times = { createdAt: 0, updatedAt: 0 }
  createSession(db, { id, key: id, agent: 'main', title: '', trusted: true, model: null, ...times })
  const save = (messageId: string, role: ChatMessage['role'], size: number) =>
    saveMessage(db, id, {
      id: messageId,
      role,
      parts: [{ type: 'text', text: 'x'.repeat(size) }],
      metadata: { createdAt: 0 },
    })
  for (let pair = 0; pair < pairs; pair += 1) {
    save(`${id}-q${pair}`, 'user', sizes.message)
    save(`${id}-a${pair}`, 'assistant', sizes.message)
  }
  save(`${id}-last`, 'user', sizes.question)
  const run = { id: `${id}-run`, sessionId: id, userMessageId: `${id}-last`, messageId: `${id}-answer` }
  createRun(db, { ...run, createdAt: 0 })
  const stored = findRun(db, run.id)
  if (!stored) throw new Error('no run')
  return stored
}

test('a short conversation goes in whole, in order, over every page of the store', () => {
  const ids = historyWindow(db, conversation('short', 40, { message: 10, question: 10 })).map(({ id }) => id)
  expect(ids).toHaveLength(81)
  expect(ids[0]).toBe('short-q0')
  expect(ids.slice(-2)).toEqual(['short-a39', 'short-last'])
})

test('of a long one the newest that fit go in, beginning with a question', () => {
  const window = historyWindow(db, conversation('long', 40, { message: 9_000, question: 10 }))
  expect(JSON.stringify(window.map((message) => message.parts)).length).toBeLessThan(HISTORY_CHARACTERS)
  expect(window[0]?.role).toBe('user')
  expect(window.at(-1)?.id).toBe('long-last')
  expect(window.length).toBeGreaterThan(20)
})

test('a question larger than the whole budget still goes in', () => {
  const run = conversation('huge', 2, { message: 10, question: HISTORY_CHARACTERS + 1 })
  expect(historyWindow(db, run).map(({ id }) => id)).toEqual(['huge-last'])
})
