import { randomUUID } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { createRun, findRun, type Run } from '#db/queries/runs.ts'
import { createSession } from '#db/queries/sessions.ts'
import { listSteps } from '#db/queries/steps.ts'
import { findSummary } from '#db/queries/summaries.ts'
import { findTokenRatio, sumUsage } from '#db/queries/usage.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { estimateMessage } from '#protocol/models/tokens.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import type { Agent } from '../agents/pool.ts'
import { openState } from '../runs/fixtures/state.ts'
import { createWindows } from '../runs/window.ts'
import { type HistoryBudget, historyBudget } from './budget.ts'
import { createContext } from './context.ts'

type Request = Parameters<Agent['summarise']>[0]

const { db, close } = openState()
afterAll(close)

const SMALL: ModelTarget = {
  reference: 'cloud:small',
  api: 'openai-compatible',
  provider: 'cloud',
  modelId: 'small',
  baseUrl: 'https://models.example/v1',
  contextTokens: 8_192,
}
const LOCAL: ModelTarget = {
  ...SMALL,
  reference: 'home:small',
  provider: 'home',
  baseUrl: 'http://127.0.0.1:9/v1',
}
const BUDGET: HistoryBudget = historyBudget(SMALL, 1)

/** A context over the real store, whose model writes `write`, and what that model was sent. */
function open(
  write: string | ((request: Request) => string) = 'a short record',
  target: ModelTarget = SMALL,
) {
  const asked: Request[] = []
  const agent: Pick<Agent, 'summarise'> = {
    async summarise(request) {
      asked.push(request)
      const text = typeof write === 'string' ? write : write(request)
      const usage = { inputTokens: 900, outputTokens: 30, cacheReadTokens: 0, reasoningTokens: 0 }
      return { text, usage, estimatedTokens: 600 }
    },
  }
  const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }
  const context = createContext({
    db,
    clock: createManualClock(),
    newId: randomUUID,
    log: silent,
    windows: createWindows(db),
    targets: () => [target],
    findAgent: () => agent,
  })
  const prepare = (run: Run, targets = [target]) => context.prepare(run, { targets, agent })
  return { context, prepare, asked }
}

function startSession(): string {
  const id = randomUUID()
  createSession(db, sessionRow(id))
  return id
}

type Marks = Partial<NonNullable<ChatMessage['metadata']>>

/** `from: text`, as in `user: hello`. */
function say(sessionId: string, line: `${ChatMessage['role']}: ${string}`, marks: Marks = {}): string {
  const id = randomUUID()
  const colon = line.indexOf(': ')
  const role = line.slice(0, colon) as ChatMessage['role']
  const parts = [{ type: 'text' as const, text: line.slice(colon + 2) }]
  saveMessage(db, sessionId, { id, role, parts, metadata: { createdAt: 0, ...marks } })
  return id
}

/** `pairs` exchanges of about 300 tokens each. */
function talk(sessionId: string, pairs: number, marks?: Marks): void {
  // One connection: what is written meanwhile is part of it.
  db.transaction(() => {
    for (let pair = 0; pair < pairs; pair += 1) {
      say(sessionId, `user: question ${pair} ${'lorem ipsum '.repeat(40)}`, marks)
      say(sessionId, `assistant: answer ${pair} ${'dolor sit '.repeat(50)}`, marks)
    }
  })
}

function ask(sessionId: string, text = 'and now?'): Run {
  const id = randomUUID()
  createRun(db, {
    id,
    sessionId,
    userMessageId: say(sessionId, `user: ${text}`),
    messageId: randomUUID(),
    createdAt: 0,
  })
  const run = findRun(db, id)
  if (!run) throw new Error('no run')
  return run
}

const size = (messages: readonly ChatMessage[]) =>
  messages.reduce((sum, message) => sum + estimateMessage(message.parts), 0)
const textOf = (messages: readonly ChatMessage[]) => JSON.stringify(messages.map(({ parts }) => parts))

test('a conversation that fits goes in whole, and no model is asked', async () => {
  const { prepare, asked } = open()
  const sessionId = startSession()
  talk(sessionId, 2)
  const { messages } = await prepare(ask(sessionId))
  expect(messages).toHaveLength(5)
  expect(asked).toHaveLength(0)
})

test('where it overflows the older part becomes a record: one call, a step in the journal, a row in the ledger', async () => {
  const { prepare, asked } = open('the user paints a house; blue was decided')
  const sessionId = startSession()
  say(sessionId, 'user: My task: paint the house')
  say(sessionId, 'assistant: Yes.')
  talk(sessionId, 40)
  const run = ask(sessionId)
  const { messages } = await prepare(run)
  expect(asked).toHaveLength(1)
  expect(textOf(asked[0]?.messages ?? [])).toContain('My task: paint the house')
  expect(messages[0]?.role).toBe('user')
  expect(textOf(messages)).toContain('blue was decided')
  expect(textOf(messages)).toContain('answer 39')
  expect(textOf(messages.slice(-1))).toContain('and now?')
  expect(size(messages)).toBeLessThanOrEqual(BUDGET.tokens)
  expect(listSteps(db, run.id).map(({ kind, state }) => [kind, state])).toEqual([['compaction', 'done']])
  expect(sumUsage(db, 0).calls).toBe(1)
  expect(findTokenRatio(db, sessionId, SMALL.reference)).toBe(1.5)
})

test('what comes after goes on from the record, and the next record holds the last one', async () => {
  const { prepare, asked } = open((request) => `record ${asked.length} of ${request.earlier ?? 'nothing'}`)
  const sessionId = startSession()
  talk(sessionId, 40)
  await prepare(ask(sessionId))
  talk(sessionId, 1)
  const { messages } = await prepare(ask(sessionId))
  expect(asked).toHaveLength(1)
  expect(textOf(messages)).toContain('record 1 of nothing')
  talk(sessionId, 40)
  await prepare(ask(sessionId))
  expect(asked[1]?.earlier).toBe('record 1 of nothing')
  expect(textOf(asked[1]?.messages ?? [])).not.toContain('My task')
})

test('where the model fails, or does not make it shorter, a record is made by rule; it fits and keeps the task', async () => {
  const failing = () => {
    throw new AppError('model_unavailable', 'gone')
  }
  for (const write of [failing, () => 'blah '.repeat(200_000)]) {
    const { prepare, asked } = open(write)
    const sessionId = startSession()
    say(sessionId, 'user: My task: paint the house')
    talk(sessionId, 40)
    const { messages } = await prepare(ask(sessionId))
    expect(asked).toHaveLength(1)
    expect(textOf(messages)).toContain('paint the house')
    expect(size(messages)).toBeLessThanOrEqual(BUDGET.tokens)
    expect(findSummary(db, sessionId)?.model).toBeNull()
  }
})

test('/compact shortens at once and says by how much; every message stays in the store', async () => {
  const { context } = open()
  const sessionId = startSession()
  const first = say(sessionId, 'user: hello')
  say(sessionId, 'assistant: hello')
  talk(sessionId, 5)
  const { before, after } = await context.compact(sessionId)
  expect(before).toBeGreaterThan(1_200)
  expect(after).toBeLessThan(before / 2)
  expect(findMessage(db, first)?.parts).toEqual([{ type: 'text', text: 'hello' }])
  const empty = startSession()
  expect(await context.compact(empty)).toEqual({ before: 0, after: 0 })
})

test('no private word reaches a cloud model by way of a record', async () => {
  const sessionId = startSession()
  talk(sessionId, 6)
  say(sessionId, 'user: CANARY-1', { private: true })
  say(sessionId, 'assistant: CANARY-2', { private: true })
  talk(sessionId, 30)
  const cloud = open((request) => JSON.stringify(request.messages).slice(0, 900))
  const { messages } = await cloud.prepare(ask(sessionId))
  expect(JSON.stringify([cloud.asked, messages])).not.toContain('CANARY')
  expect(findSummary(db, sessionId)?.private).toBe(false)

  const secret = startSession()
  say(secret, 'user: CANARY-3', { private: true })
  talk(secret, 40)
  const home = open('it says CANARY-3', LOCAL)
  expect(textOf((await home.prepare(ask(secret))).messages)).toContain('CANARY-3')
  expect(findSummary(db, secret)?.private).toBe(true)
  talk(secret, 40)
  const later = open('fine')
  const seen = await later.prepare(ask(secret))
  expect(JSON.stringify([later.asked, seen.messages])).not.toContain('CANARY')
})

test('a record of what others wrote is tainted, and so is the prompt with it', async () => {
  const { prepare } = open()
  const sessionId = startSession()
  talk(sessionId, 1, { tainted: true })
  talk(sessionId, 40)
  expect((await prepare(ask(sessionId))).tainted).toBe(true)
})

test('a reset puts the record behind, too', async () => {
  const { prepare } = open('old record')
  const sessionId = startSession()
  talk(sessionId, 40)
  await prepare(ask(sessionId))
  say(sessionId, 'system: ', { marker: 'reset' })
  talk(sessionId, 1)
  expect(textOf((await prepare(ask(sessionId))).messages)).not.toContain('old record')
})

test('random histories with results of 5 MB: it always fits, with at most one call a turn', async () => {
  const { prepare, asked } = open()
  const sessionId = startSession()
  const sizes = [10, 400, 4_000, 50_000]
  for (let turn = 0; turn < 30; turn += 1) {
    const length = turn % 13 === 5 ? 5_000_000 : (sizes[(turn * 7) % 4] ?? 10)
    const id = randomUUID()
    say(sessionId, `user: question ${turn}`)
    saveMessage(db, sessionId, {
      id,
      role: 'assistant',
      parts: [
        {
          type: 'tool-read',
          toolCallId: id,
          state: 'output-available',
          input: { path: 'x' },
          output: { path: 'x', content: 'y'.repeat(length), firstLine: 1, totalLines: 1, truncated: false },
        },
        { type: 'text', text: 'z'.repeat((sizes[(turn * 3) % 4] ?? 10) % 9_000) },
      ],
      metadata: { createdAt: 0 },
    })
    const before = asked.length
    const { messages } = await prepare(ask(sessionId, `turn ${turn}`))
    expect(asked.length - before).toBeLessThanOrEqual(1)
    expect(size(messages)).toBeLessThanOrEqual(BUDGET.tokens)
    expect(textOf(messages.slice(-1))).toContain(`turn ${turn}`)
  }
})
