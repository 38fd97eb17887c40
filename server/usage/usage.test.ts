import { afterAll, describe, expect, it } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createInboxRow, startInboxRow } from '#db/queries/inbox.ts'
import { createJob } from '#db/queries/jobs.ts'
import { createSession } from '#db/queries/sessions.ts'
import { createModelCall } from '#db/queries/usage.ts'
import type { ModelTarget, ModelUsage } from '#protocol/agent-rpc.ts'
import { configSchema } from '#protocol/config.ts'
import { costOf } from '#protocol/models/prices.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { openState } from '../runs/fixtures/state.ts'
import { createUsage } from './usage.ts'

const { db, close } = openState()
afterAll(close)

const CLOUD: ModelTarget = {
  reference: 'anthropic:claude-sonnet-5-5',
  api: 'anthropic',
  provider: 'anthropic',
  modelId: 'claude-sonnet-5-5',
}
const HOME: ModelTarget = { reference: 'ollama:llama3', api: 'ollama', provider: 'ollama', modelId: 'llama3' }
const MILLION: ModelUsage = {
  inputTokens: 1_000_000,
  outputTokens: 0,
  cacheReadTokens: 0,
  reasoningTokens: 0,
}
/** Noon of a day, so that hours can be added without leaving it. */
const NOON = new Date(2026, 10, 22, 12).getTime()

function open(dailyCapUsd?: number) {
  const clock = createManualClock(NOON)
  const notes: string[] = []
  const config = configSchema.parse({ models: dailyCapUsd === undefined ? {} : { dailyCapUsd } })
  const usage = createUsage({ db, clock, config: () => config, post: ({ text }) => void notes.push(text) })
  const call = (target: ModelTarget, spent: ModelUsage) => {
    const { reference: model } = target
    createModelCall(db, { runId: 'r', sessionId: 's', model, ...spent, at: clock.now() })
    return usage.afterCall({ sessionId: 's', model })
  }
  return { clock, notes, usage, call }
}

describe('what a call costs', () => {
  it('is what the vendor lists, cached input cheaper, and unknown where nothing is listed', () => {
    const usage = { inputTokens: 10_000, outputTokens: 1_000, cacheReadTokens: 4_000, reasoningTokens: 0 }
    expect(costOf('anthropic:claude-opus-5-5', usage)).toBeCloseTo(0.024 + 0.0016 + 0.02)
    expect(costOf('openai:gpt-6.1-sol', { ...MILLION, inputTokens: 300_000 })).toBeCloseTo(1.2)
    expect(costOf('ollama:llama3', usage)).toBe(0)
    expect(costOf('lab:thing', usage)).toBeNull()
  })
})

describe('the daily cap', () => {
  it('warns once at 80 %, refuses the next call at 100 %, never stops a local model, and begins anew next day', () => {
    const { clock, notes, usage, call } = open(10)
    expect(usage.allow([CLOUD, HOME])).toEqual([CLOUD, HOME])
    expect(call(CLOUD, { ...MILLION, inputTokens: 3_500_000 })).toBeUndefined()
    expect(notes).toHaveLength(0)
    expect(call(CLOUD, MILLION)).toBeUndefined()
    expect(notes).toEqual([expect.stringContaining('$9.00 today, 90 % of the daily cap of $10.00')])
    expect(call(CLOUD, { ...MILLION, inputTokens: 100_000 })).toBeUndefined()
    expect(notes).toHaveLength(1)

    const refusal = call(CLOUD, MILLION)
    expect(refusal).toMatchObject({ code: 'cap_reached', retryable: false })
    expect(refusal?.message).toContain('models.dailyCapUsd')
    expect(() => usage.allow([CLOUD])).toThrow(/daily cap of \$10\.00/)
    expect(usage.allow([CLOUD, HOME])).toEqual([HOME])
    expect(call(HOME, MILLION)).toBeUndefined()

    clock.advance(13 * 60 * 60 * 1000)
    expect(usage.allow([CLOUD])).toEqual([CLOUD])
  })

  it('is shown with what was spent, day by day', () => {
    const { usage } = open(10)
    const { today, days, cap } = usage.get({ days: 30 })
    expect(today).toBe('2026-11-22')
    expect(cap).toEqual({ dailyUsd: 10, spentUsd: expect.closeTo(11.2) })
    expect(days).toEqual([
      { day: '2026-11-22', calls: 5, inputTokens: 6_600_000, outputTokens: 0, costUsd: expect.closeTo(11.2) },
    ])
  })

  it('is told by who answered and by where it was said, the most first', () => {
    createSession(db, sessionRow('s', { key: 'agent:main:main' }))
    const { models, sessions } = open().usage.breakdown({ days: 30 })
    expect(models).toMatchObject([
      { model: CLOUD.reference, calls: 4, inputTokens: 5_600_000 },
      { model: HOME.reference, calls: 1, costUsd: 0 },
    ])
    expect(sessions).toMatchObject([{ sessionId: 's', key: 'agent:main:main', calls: 5 }])
  })

  it('is told by job, whose name outlives it where its conversation has one', () => {
    const { clock, usage } = open()
    createSession(db, sessionRow('plants', { key: 'agent:main:cron:1', title: 'Plants' }))
    createJob(db, {
      ...{ id: 'news', sessionId: 's', text: 'read the news', cron: '0 9 * * *', timeZone: 'UTC' },
      ...{ tainted: false, nextAt: NOON, createdAt: NOON },
    })
    const due = (eventId: string, sessionId: string, inputTokens: number) => {
      createInboxRow(db, {
        ...{
          id: eventId,
          channel: 'cron',
          account: 'default',
          eventId,
          chatId: sessionId,
          chatKind: 'direct',
        },
        ...{ externalMessageId: eventId, senderId: 'cron', senderName: '', text: '', receivedAt: NOON },
      })
      startInboxRow(db, { id: eventId, runId: eventId, disposition: 'started' })
      const at = clock.now()
      createModelCall(db, { runId: eventId, sessionId, model: 'lab:one', ...MILLION, inputTokens, at })
    }
    due('news 1', 's', 10)
    due('news 2', 's', 20)
    due('over 1', 'plants', 5)
    expect(usage.breakdown({ days: 1 }).jobs).toMatchObject([
      { jobId: 'news', sessionId: 's', text: 'read the news', calls: 2, inputTokens: 30 },
      { jobId: 'over', sessionId: 'plants', text: 'Plants', calls: 1, costUsd: null },
    ])
  })

  it('does nothing where none is set', () => {
    const { usage, call, notes } = open()
    expect(call(CLOUD, { ...MILLION, inputTokens: 90_000_000 })).toBeUndefined()
    expect(usage.allow([CLOUD])).toEqual([CLOUD])
    expect(notes).toHaveLength(0)
  })
})
