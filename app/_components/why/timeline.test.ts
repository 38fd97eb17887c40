import { expect, test } from 'vitest'
import type { WhyReport, WhyTool } from '#protocol/chat/why.ts'
import { timelineOf } from './timeline.ts'

const call = (at: number) => ({
  model: 'lab:one',
  inputTokens: 1,
  cacheReadTokens: 0,
  outputTokens: 1,
  reasoningTokens: 0,
  costUsd: null,
  at,
})

const tool = (
  name: string,
  times: Pick<WhyTool, 'startedAt' | 'durationMs'> & Partial<WhyTool>,
): WhyTool => ({
  toolCallId: name,
  tool: name,
  input: {},
  state: 'done',
  rule: 'workspace-read',
  approval: null,
  ...times,
})

const report = (parts: Partial<WhyReport>): WhyReport => ({
  runId: 'run',
  messageId: 'message',
  status: 'completed',
  error: null,
  trigger: { channel: 'web', author: null, text: 'hello', at: 1_000, mode: 'steer', retryOf: null },
  route: {
    sessionId: 'session',
    key: 'agent:main:main',
    title: '',
    agent: { id: 'main', name: null, gone: false },
    trusted: true,
    tainted: false,
    private: false,
    attempts: 1,
  },
  model: 'lab:one',
  modelBy: null,
  modelChanges: [],
  calls: [],
  tools: [],
  waitedMs: 0,
  durationMs: null,
  startedAt: null,
  endedAt: null,
  costUsd: null,
  ...parts,
})

const lines = (parts: Partial<WhyReport>) =>
  timelineOf(report(parts)).rows.map((row) => [
    row.kind === 'tool' ? row.tool.tool : row.kind,
    row.from,
    row.to,
  ])

test('each tool stands under the step that called it, from the time on at which the owner was asked', () => {
  const parts = {
    startedAt: 1_100,
    endedAt: 6_000,
    calls: [call(3_000), call(5_000)],
    tools: [
      tool('read', { startedAt: 1_500, durationMs: 200 }),
      tool('exec', {
        startedAt: 2_600,
        durationMs: 300,
        approval: { decision: 'allow-once', askedAt: 1_600, waitedMs: 1_000 },
      }),
      tool('write', { startedAt: 3_400, durationMs: 10 }),
    ],
  }
  expect(lines(parts)).toEqual([
    ['queue', 1_000, 1_100],
    ['step', 1_100, 3_000],
    ['read', 1_500, 1_700],
    ['exec', 2_600, 2_900],
    ['step', 3_000, 5_000],
    ['write', 3_400, 3_410],
  ])
  expect(timelineOf(report(parts)).rows[3]).toMatchObject({ waited: { from: 1_600, to: 2_600 } })
  expect(timelineOf(report(parts))).toMatchObject({ from: 1_000, to: 6_000 })
})

test('what belongs to a step that broke off is drawn all the same, and an answer that waits has no length', () => {
  expect(lines({ startedAt: 1_000, tools: [tool('exec', { startedAt: 1_200, durationMs: null })] })).toEqual([
    ['queue', 1_000, 1_000],
    ['exec', 1_200, 1_200],
  ])
  expect(timelineOf(report({}))).toEqual({ from: 1_000, to: 1_001, rows: [] })
})
