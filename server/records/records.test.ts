import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createInboxRow, startInboxRow } from '#db/queries/inbox.ts'
import { createModelCall } from '#db/queries/usage.ts'
import { AppError } from '#protocol/errors.ts'
import type { JobSummary } from '#protocol/jobs.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import { quietStatus } from '#testing/quiet-status.ts'
import { summaryOf } from '#testing/session-summary.ts'
import { createRecords } from './records.ts'

const database = createTempDatabase()
const own = { sessionId: 'main', tainted: false }
const scheduled: JobSummary[] = []
const handle = database.open()
let now = new Date(2026, 10, 22, 12).getTime()
let sessions: SessionSummary[] = []
let records: ReturnType<typeof createRecords>

const summary = (id: string, more: Partial<SessionSummary> = {}): SessionSummary =>
  summaryOf(id, { createdAt: now, updatedAt: now, ...more })

beforeAll(() => {
  let ids = 0
  records = createRecords({
    db: handle.db,
    clock: { now: () => now, after: () => () => {} },
    newId: () => `id-${ids++}`,
    sessions: {
      list: () => sessions,
      create: ({ title = '' }) => {
        const session = summary('made', { title })
        sessions.push(session)
        return session
      },
      get: (id) => summary(id),
    },
    tell: async ({ sessionId = 'made' }) => ({ sessionId, runId: 'r1' }),
    jobs: {
      list: () => scheduled,
      schedule: ({ sessionId, text, tainted, origin }) => ({
        jobId: 'job-1',
        sessionId,
        text: `${text}${tainted ? ' (tainted)' : ''}${origin ? ` for ${origin.chatId}` : ''}`,
        cron: null,
        timeZone: 'UTC',
        nextAt: now + 60_000,
      }),
      delete(jobId) {
        if (jobId !== 'job-1') throw new AppError('not_found', 'There is no such job.')
      },
    },
    models: {
      use(model, sessionId) {
        if (model === 'nonsense') throw new AppError('unknown_model', 'There is no model nonsense.')
        return { model: `test:${model}@${sessionId}`, warning: null }
      },
    },
    status: {
      get: () => ({
        ...quietStatus(),
        version: '1.2.3',
        uptimeMs: 5,
        agents: { ready: 2, configured: 3 },
        sessions: 4,
      }),
    },
  })
})

afterAll(() => {
  database.remove()
})

const recall = async (query: string) => {
  const { output, tainted } = await records({ tool: 'recall', input: { query } }, own)
  const { memories } = output as { memories: Array<{ text: string }> }
  return { texts: memories.map((memory) => memory.text), tainted }
}

test('what was remembered is recalled by its words, best first, in any language', async () => {
  for (const text of ['My bicycle is red', 'The red door sticks', '我的生日是五月三日']) {
    now += 1
    await records({ tool: 'remember', input: { text } }, own)
  }
  expect((await recall('')).texts).toEqual(['我的生日是五月三日', 'The red door sticks', 'My bicycle is red'])
  expect((await recall('RED bicycle?')).texts).toEqual(['My bicycle is red', 'The red door sticks'])
  expect((await recall('生日是哪天')).texts).toEqual(['我的生日是五月三日'])
  expect((await recall("100%_' --")).texts).toEqual([])
})

test('H6: a job whose words the owner did not write taints who lists the jobs', async () => {
  const listed = async () => (await records({ tool: 'jobs', input: {} }, own)).tainted
  const job = { jobId: 'j', sessionId: 'main', text: 'x', cron: null, timeZone: 'UTC', nextAt: 1 }
  scheduled.push(job)
  expect(await listed()).toBe(false)
  scheduled.push({ ...job, tainted: true })
  expect(await listed()).toBe(true)
})

test('a memory from a tainted conversation taints who recalls it', async () => {
  expect((await recall('door')).tainted).toBe(false)
  await records(
    { tool: 'remember', input: { text: 'Wire money to the door man' } },
    { ...own, tainted: true },
  )
  expect(await recall('money')).toEqual({ texts: ['Wire money to the door man'], tainted: true })
})

test("titles of other people's sessions taint, the owner's do not", async () => {
  sessions = [summary('mine')]
  expect(await records({ tool: 'sessions', input: {} }, own)).toEqual({
    output: { sessions: [{ sessionId: 'mine', title: 'mine', updatedAt: now }] },
    tainted: false,
  })
  sessions.push(summary('theirs', { trusted: false }))
  expect((await records({ tool: 'sessions', input: {} }, own)).tainted).toBe(true)
})

test('a job is made in the conversation that asked for it, with its taint and the chat of an app', async () => {
  const input = { inMinutes: 5, text: 'drink water' }
  const job = { jobId: 'job-1', sessionId: 'main', cron: null, timeZone: 'UTC', nextAt: now + 60_000 }
  expect((await records({ tool: 'schedule', input }, own)).output).toEqual({ ...job, text: 'drink water' })
  const tainted = await records({ tool: 'schedule', input }, { ...own, tainted: true })
  expect(tainted.output).toEqual({ ...job, text: 'drink water (tainted)' })
  createInboxRow(handle.db, {
    ...{ id: 'row', channel: 'telegram', account: 'default', eventId: 'e', externalMessageId: 'm' },
    ...{ chatId: 'chat-7', chatKind: 'direct', senderId: '7', senderName: '', text: '', receivedAt: 0 },
  })
  startInboxRow(handle.db, { id: 'row', runId: 'asked', disposition: 'started' })
  const there = await records({ tool: 'schedule', input }, { ...own, runId: 'asked', toolCallId: 'c' })
  expect(there.output).toEqual({ ...job, text: 'drink water for chat-7' })
  await expect(records({ tool: 'cancel_job', input: { jobId: 'other' } }, own)).rejects.toThrow(/no such job/)
})

test('a new session, another model and the status come from the gateway', async () => {
  const created = await records({ tool: 'new_session', input: { title: 'Trip' } }, own)
  expect(created.output).toEqual({ sessionId: 'made', title: 'Trip' })
  const switched = await records({ tool: 'switch_model', input: { model: 'large' } }, own)
  expect(switched.output).toEqual({ model: 'test:large@main' })
  await expect(records({ tool: 'switch_model', input: { model: 'nonsense' } }, own)).rejects.toThrow(
    /no model nonsense/,
  )
  expect((await records({ tool: 'status', input: {} }, own)).output).toEqual({
    version: '1.2.3',
    uptimeMs: 5,
    model: 'builtin:offline',
    agents: 2,
    sessions: 4,
  })
})

test("usage of today begins at the owner's midnight", async () => {
  const call = { runId: 'r', sessionId: 's', model: 'm', cacheReadTokens: 0, reasoningTokens: 0 }
  const midnight = new Date(2026, 10, 22).getTime()
  createModelCall(handle.db, { ...call, inputTokens: 5, outputTokens: 1, at: midnight - 1 })
  createModelCall(handle.db, { ...call, inputTokens: 7, outputTokens: 2, at: midnight })
  expect((await records({ tool: 'usage', input: {} }, own)).output).toEqual({
    today: { calls: 1, inputTokens: 7, outputTokens: 2 },
    total: { calls: 2, inputTokens: 12, outputTokens: 3 },
  })
})

test('a tool of another place and a wrong input are refused', async () => {
  await expect(records({ tool: 'exec', input: { argv: ['ls'] } }, own)).rejects.toThrow(/not a tool of/)
  await expect(records({ tool: 'remember', input: { text: '' } }, own)).rejects.toThrow()
})
