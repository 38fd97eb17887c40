import { existsSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { findMessage, listMessages } from '#db/queries/messages.ts'
import { findRun } from '#db/queries/runs.ts'
import { listSteps } from '#db/queries/steps.ts'
import { sumUsage } from '#db/queries/usage.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { leastTime } from '#testing/least-time.ts'
import { type House, type HouseOptions, OWNER, openHouse } from './fixtures/house.ts'
import { messageText } from './live.ts'

async function house(options: HouseOptions = {}): Promise<House> {
  const opened = await openHouse(options)
  onTestFinished(opened.close)
  return opened
}

function answerOf(opened: House, messageId: string): ChatMessage {
  const message = findMessage(opened.db, messageId)
  if (!message) throw new Error('no answer is stored')
  return message
}

const runEnds = (opened: House, runId: string) =>
  opened.events.filter((event) => event.type === 'run-end' && event.runId === runId)

test('a run streams, is stored, settled in its last transaction, and ends exactly once', async () => {
  const home = await house()
  const runId = home.send([
    { do: 'say', text: 'Hello' },
    { do: 'tool', id: 'c1', tool: 'read', input: { path: 'a.txt' } },
    { do: 'usage', inputTokens: 10, outputTokens: 4 },
    { do: 'say', text: 'world' },
  ])
  const run = await home.ended(runId)

  expect(run).toMatchObject({ status: 'completed', model: 'test:script', attempts: 1, error: null })
  const answer = answerOf(home, run.messageId)
  expect(messageText(answer)).toBe('Hello\n\nworld')
  expect(answer.metadata).toMatchObject({
    status: 'completed',
    model: 'test:script',
    toolDurations: { c1: 7 },
  })
  expect(listSteps(home.db, runId).map((step) => [step.kind, step.state, step.rule])).toEqual([
    ['tool', 'done', 'workspace-read'],
    ['model', 'done', null],
  ])
  expect(home.settled).toEqual([{ runId, status: 'completed', text: 'Hello\n\nworld' }])
  expect(sumUsage(home.db, 0)).toEqual({ calls: 1, inputTokens: 10, outputTokens: 4 })
  expect(runEnds(home, runId)).toHaveLength(1)
  expect(home.events[0]).toMatchObject({ type: 'run-start', runId, messageId: run.messageId })
  expect(home.runs.live('main')).toBeUndefined()
})

test('one session works at one run at a time, oldest first, while another session goes on', async () => {
  const home = await house()
  const first = home.send([{ do: 'hang' }])
  const second = home.send([{ do: 'say', text: 'second' }])
  const other = home.send([{ do: 'say', text: 'other' }], 'side')
  await home.ended(other)
  expect(home.runs.counts()).toEqual({ running: 1, waiting: 0, queued: 1 })
  expect(home.runs.isRunning('main')).toBe(true)

  await home.runs.stop('main')
  expect((await home.ended(first)).status).toBe('stopped')
  expect((await home.ended(second)).status).toBe('completed')
  expect(home.runs.isRunning('main')).toBe(false)
  const stored = listMessages(home.db, { sessionId: 'main', limit: 10 }).messages
  expect(stored.map((message) => message.role).sort()).toEqual(['assistant', 'assistant', 'user', 'user'])
})

test('a model gets the history with its own question last and nothing of the messages that still wait', async () => {
  const home = await house()
  const first = await home.ended(home.send([{ do: 'say', text: 'one' }]))
  const blocker = home.send([{ do: 'hang' }])
  const told = home.send([{ do: 'tell' }])
  home.send([{ do: 'say', text: 'later' }])
  await home.seen((event) => event.type === 'run-start' && event.runId === blocker)
  await home.runs.stop('main')

  const run = await home.ended(told)
  const { messages } = JSON.parse(messageText(answerOf(home, run.messageId))) as { messages: string[] }
  expect(messages.at(-1)).toBe(run.userMessageId)
  expect(messages.slice(0, 2)).toEqual([first.userMessageId, first.messageId])
  expect(messages).toHaveLength(5)
})

test('an agent sees a short list of environment names and no key', async () => {
  const home = await house()
  const run = await home.ended(home.send([{ do: 'tell' }]))
  const { environment } = JSON.parse(messageText(answerOf(home, run.messageId))) as { environment: string[] }
  expect(environment).toContain('PATH')
  const allowed = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TERM', 'TZ', 'TMPDIR']
  expect(environment.filter((name) => !allowed.includes(name) && !name.startsWith('NODE_CHANNEL'))).toEqual(
    [],
  )
})

test('untrusted sessions are offered no tool that the policy would refuse anyway', async () => {
  const home = await house()
  const run = await home.ended(home.send([{ do: 'tell' }], 'group:1'))
  const { tools } = JSON.parse(messageText(answerOf(home, run.messageId))) as { tools: string[] }
  expect(tools).toEqual([])
})

test.each([false, true])('stop ends a run within 200 ms, deaf agent: %s', async (deaf) => {
  const home = await house()
  const timeOfStop = async (): Promise<number> => {
    const runId = home.send([
      { do: 'say', text: 'so far' },
      { do: 'hang', deaf },
    ])
    await home.seen((event) => event.type === 'chunk' && event.chunk.type === 'text-end')
    const before = performance.now()
    expect(await home.runs.stop('main')).toBe(true)
    const took = performance.now() - before

    const run = await home.ended(runId)
    expect(run.status).toBe('stopped')
    expect(messageText(answerOf(home, run.messageId))).toBe('so far')
    expect(await home.runs.stop('main')).toBe(false)
    home.events.length = 0
    return took
  }
  expect(await leastTime(200, timeOfStop)).toBeLessThan(200)
  expect((await home.ended(home.send([{ do: 'say', text: 'next' }]))).status).toBe('completed')
})

test('the deadline ends a run, and the time in which the owner thinks does not count', async () => {
  const home = await house({ deadlineMs: 60_000 })
  const asking = home.send([{ do: 'tool', id: 'c1', tool: 'exec', input: { argv: ['ls'] } }, { do: 'hang' }])
  await home.seen((event) => event.type === 'approval-request')
  home.turnClock(120_000)
  expect(runEnds(home, asking)).toEqual([])
  const [approval] = home.runs.approvals.listPending()
  home.runs.approvals.resolve(approval?.id ?? '', { decision: 'deny' }, OWNER)
  await home.seen((event) => event.type === 'chunk' && event.chunk.type === 'tool-output-error')
  home.turnClock(60_000)
  const run = await home.ended(asking)
  expect(run).toMatchObject({ status: 'failed', error: { code: 'run_deadline' } })
})

test('an error of the agent reaches the run, the answer and the clients', async () => {
  const home = await house()
  const error = { code: 'model_rate_limited', message: 'Wait a minute.', retryable: true } as const
  const run = await home.ended(
    home.send([
      { do: 'say', text: 'Well' },
      { do: 'fail', error },
    ]),
  )
  expect(run).toMatchObject({ status: 'failed', error })
  expect(answerOf(home, run.messageId).metadata).toMatchObject({ status: 'failed', error })
  expect(runEnds(home, run.id)).toMatchObject([{ status: 'failed', error }])
})

test('draining waits for what can end and leaves the rest for the next start', async () => {
  const home = await house()
  const harmless = home.send([{ do: 'hang', deaf: true }])
  await home.seen((event) => event.type === 'run-start')
  await home.runs.drain(50)
  expect(runEnds(home, harmless)).toEqual([])
  expect(home.runs.counts()).toEqual({ running: 0, waiting: 0, queued: 1 })
})

test('a run on its way to an agent when the gateway stops does not begin any more', async () => {
  const home = await house()
  await home.ended(home.send([{ do: 'say', text: 'the agent is ready' }]))
  const late = home.send([{ do: 'say', text: 'late' }])
  const behind = home.send([{ do: 'say', text: 'behind' }], 'other')
  await home.runs.drain(5_000)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(home.runs.counts()).toEqual({ running: 0, waiting: 0, queued: 2 })
  expect(home.events.filter((event) => event.type === 'run-start')).toHaveLength(1)
  for (const id of [late, behind])
    expect(findRun(home.db, id)).toMatchObject({ status: 'queued', attempts: 0 })
})

test('what fails on its way to an agent because the gateway stops is not lost: it stays in the queue', async () => {
  const preparing = Promise.withResolvers<never>()
  const home = await house({ prepare: () => preparing.promise })
  const run = home.send([])
  await home.agents.whenReady()
  await new Promise(setImmediate)
  await home.runs.drain(60_000)
  preparing.reject(new Error('the agent that made a summary is gone'))
  await new Promise(setImmediate)
  expect(findRun(home.db, run)).toMatchObject({ status: 'queued', attempts: 0, error: null })
})

const exec = { do: 'tool', id: 'c1', tool: 'exec', input: { argv: ['ls'] } } as const

test('J6: an answer of the owner that comes while the gateway drains is acted on to the end', async () => {
  const home = await house()
  const asking = home.send([exec, { do: 'hang' }])
  const other = home.send([{ do: 'hang' }], 'other')
  await home.seen((event) => event.type === 'approval-request')
  await home.seen((event) => event.type === 'run-start' && event.runId === other)
  const drained = home.runs.drain(60_000)
  const [question] = home.runs.approvals.listPending()
  home.runs.approvals.resolve(question?.id ?? '', { decision: 'allow-once' }, OWNER)
  await home.seen((event) => event.type === 'chunk' && event.chunk.type === 'tool-output-available')
  await home.runs.stop('other')
  await new Promise(setImmediate)
  expect(home.runs.isRunning('main')).toBe(true)
  await home.runs.stop('main')
  await drained
  expect((await home.ended(asking)).status).toBe('stopped')
})

test('J6: where time is short, draining gives up what only speaks and lets a call end that has begun', async () => {
  const home = await house()
  const effect = home.file('effect')
  const read = { do: 'tool', id: 'c1', tool: 'write', input: { path: 'x', content: '1' }, effect } as const
  const calling = home.send([{ ...read, until: home.file('go on') }, { do: 'hang' }])
  const speaking = home.send([{ do: 'hang' }], 'other')
  await home.seen((event) => event.type === 'run-start' && event.runId === speaking)
  await expect.poll(() => existsSync(effect)).toBe(true)
  const drained = home.runs.drain(60_000)
  home.turnClock(45_000)
  await expect.poll(() => findRun(home.db, speaking)?.status).toBe('queued')
  expect(home.runs.isRunning('main')).toBe(true)
  writeFileSync(home.file('go on'), '')
  await drained
  expect(findRun(home.db, calling)).toMatchObject({ status: 'queued', attempts: 1 })
  expect(listSteps(home.db, calling)).toMatchObject([{ toolCallId: 'c1', state: 'done' }])
})

test('a question that comes while the gateway drains is waited for no longer: it stands at the next start', async () => {
  const home = await house()
  home.send([exec])
  await home.seen((event) => event.type === 'run-start')
  await home.runs.drain(60_000)
  expect(home.runs.counts()).toEqual({ running: 0, waiting: 0, queued: 1 })
  expect(home.runs.approvals.listPending()).toHaveLength(1)
})

const CRASHING = new URL('../agents/fixtures/crashing-agent.ts', import.meta.url).pathname

test('without any agent a run waits half a minute, can be stopped meanwhile, and fails with a reason', async () => {
  const home = await house({ entry: CRASHING })
  const stopped = home.send([])
  const failing = home.send([])
  expect(await home.runs.stop('main')).toBe(true)
  expect((await home.ended(stopped)).status).toBe('stopped')
  // The next one has its turn after the event that we have just seen.
  await new Promise(setImmediate)
  home.turnClock(30_000)
  const run = await home.ended(failing)
  expect(run).toMatchObject({ status: 'failed', attempts: 0, error: { code: 'agent_unavailable' } })
  expect(answerOf(home, run.messageId).metadata).toMatchObject({ status: 'failed', error: run.error })
})

test('a run that waits for an agent when the gateway stops stays in the queue', async () => {
  const home = await house({ entry: CRASHING })
  home.send([])
  await home.runs.drain(10)
  await home.agents.stop()
  expect(home.runs.counts().queued).toBe(1)
})
