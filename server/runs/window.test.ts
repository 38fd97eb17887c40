import { afterAll, expect, test } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { createRun, findRun, type Run } from '#db/queries/runs.ts'
import { createSession } from '#db/queries/sessions.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { openState } from './fixtures/state.ts'
import { runWindow } from './window.ts'

const BUDGET = 60_000
const { db, close } = openState()
afterAll(close)

/** A session of `pairs` questions with an answer each, and a run for a last question. */
function conversation(id: string, pairs: number, sizes: { message: number; question: number }): Run {
  createSession(db, sessionRow(id))
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
  const ids = runWindow(db, conversation('short', 40, { message: 10, question: 10 }), BUDGET).messages.map(
    ({ id }) => id,
  )
  expect(ids).toHaveLength(81)
  expect(ids[0]).toBe('short-q0')
  expect(ids.slice(-2)).toEqual(['short-a39', 'short-last'])
})

test('of a long one the newest that fit go in, beginning with a question', () => {
  const window = runWindow(db, conversation('long', 40, { message: 9_000, question: 10 }), BUDGET)
  expect(window.tokens).toBeLessThanOrEqual(BUDGET)
  expect(window.overflows).toBe(true)
  expect(window.messages[0]?.role).toBe('user')
  expect(window.messages.at(-1)?.id).toBe('long-last')
  expect(window.messages.length).toBeGreaterThan(20)
})

test('a question larger than the whole budget still goes in', () => {
  const run = conversation('huge', 2, { message: 10, question: 300_000 })
  expect(runWindow(db, run, BUDGET).messages.map(({ id }) => id)).toEqual(['huge-last'])
})

test('results of older messages are cut, those of the newest are whole, and nothing is lost in the store', () => {
  const run = conversation('results', 0, { message: 0, question: 10 })
  const exec = (index: number): ChatMessage =>
    ({
      id: `exec-${index}`,
      role: 'assistant',
      parts: [
        {
          type: 'tool-read',
          toolCallId: `c${index}`,
          state: 'output-available',
          input: {},
          output: { content: 'x'.repeat(20_000) },
        },
      ],
      metadata: { createdAt: 0 },
    }) as unknown as ChatMessage
  for (let index = 0; index < 20; index += 1) {
    saveMessage(db, 'results', {
      ...exec(index),
      id: `ask-${index}`,
      role: 'user',
      parts: [{ type: 'text', text: 'go' }],
    })
    saveMessage(db, 'results', exec(index))
  }
  const { messages } = runWindow(db, run, BUDGET)
  expect(JSON.stringify(messages.find(({ id }) => id === 'exec-2')).length).toBeLessThan(5_000)
  expect(JSON.stringify(messages.find(({ id }) => id === 'exec-19')).length).toBeGreaterThan(20_000)
  expect(JSON.stringify(findMessage(db, 'exec-2')).length).toBeGreaterThan(20_000)
})

test('nothing from before a reset goes in', () => {
  const run = conversation('reset', 3, { message: 10, question: 10 })
  saveMessage(db, 'reset', {
    id: 'mark',
    role: 'system',
    parts: [],
    metadata: { createdAt: 0, marker: 'reset' },
  })
  saveMessage(db, 'reset', {
    id: 'after',
    role: 'user',
    parts: [{ type: 'text', text: 'x' }],
    metadata: { createdAt: 0 },
  })
  expect(runWindow(db, run, BUDGET).messages.map(({ id }) => id)).toEqual(['after', 'reset-last'])
})

test('chat commands and their answers are in no prompt and take no room', () => {
  const run = conversation('commands', 2, { message: 10, question: 10 })
  const before = runWindow(db, run, BUDGET)
  for (const [id, role] of [
    ['cmd-q', 'user'],
    ['cmd-a', 'assistant'],
  ] as const) {
    saveMessage(db, 'commands', {
      id,
      role,
      parts: [{ type: 'text', text: '/help '.repeat(60_000) }],
      metadata: { createdAt: 0, command: 'help' },
    })
  }
  expect(runWindow(db, run, BUDGET)).toEqual(before)
})
