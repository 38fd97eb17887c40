import { describe, expect, onTestFinished, test } from 'vitest'
import { beginRun, endRun } from '#db/queries/runs/held.ts'
import { findRun } from '#db/queries/runs.ts'
import { listSteps } from '#db/queries/steps.ts'
import type { gatewayMethods } from '#protocol/agent-rpc.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import type { Agent } from '../agents/pool.ts'
import { startDeadline } from './deadline.ts'
import { openHouse } from './fixtures/house.ts'
import { queueScript } from './fixtures/queue-script.ts'
import { openState } from './fixtures/state.ts'
import { createLeases } from './leases.ts'
import { createLiveRuns, emptyAnswer } from './live.ts'

const MINUTE_MS = 60_000

/** One run in the hands of an agent, and a clock that stands still. */
function hold(create: typeof createLeases) {
  const { db, close } = openState()
  onTestFinished(close)
  const clock = createManualClock()
  const live = createLiveRuns()
  const told: string[] = []
  const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }
  const leave = (word: string) => () => {
    told.push(word)
    live.remove(run)
  }
  const leases = create({
    db,
    clock,
    live,
    log: silent,
    onForgotten: leave('forgotten'),
    onFenced: leave('fenced'),
  })
  const runId = queueScript(db, [], { sessionId: 'main', at: clock.now() })
  const row = beginRun(db, { runId, at: clock.now(), lease: leases.grant() })
  if (!row) throw new Error('the run could not be begun')
  const agent = { release() {} } as unknown as Agent
  const message = emptyAnswer(row.messageId, runId, clock.now())
  const run: Parameters<typeof live.add>[0] = {
    ...{ runId, sessionId: 'main', userMessageId: row.userMessageId, epoch: row.epoch, agent, message },
    ...{ trusted: true, tainted: false, local: false, spentMs: 0, over: Promise.resolve(), leave() {} },
    ...{ waitingFor: new Set(), reopened: new Set(), answers: new Map() },
    deadline: startDeadline({ clock, ms: 60 * MINUTE_MS, spentMs: 0, onExpiry() {} }),
  }
  live.add(run)
  leases.watch()
  const pass = (ms: number, isNamed: boolean) => {
    for (let passed = 0; passed < ms; passed += 5_000) {
      clock.advance(5_000)
      if (isNamed) leases.named(agent, [runId])
    }
  }
  const until = () => findRun(db, runId)?.leaseUntil ?? 0
  return { db, clock, runId, told, pass, until }
}

const rules: Record<string, (create: typeof createLeases) => void> = {
  'a run that its agent names keeps its lease for as long as it takes'(create) {
    const { clock, told, pass, until } = hold(create)
    pass(10 * MINUTE_MS, true)
    expect(until()).toBeGreaterThan(clock.now())
    expect(told).toEqual([])
  },

  'a run that its agent names no longer is not renewed, and is taken from it once'(create) {
    const { clock, told, pass, until } = hold(create)
    pass(MINUTE_MS, true)
    const last = until()
    pass(MINUTE_MS, false)
    expect(until()).toBeLessThanOrEqual(last + 10_000)
    expect(until()).toBeLessThan(clock.now())
    expect(told).toEqual(['forgotten'])
  },

  'a run that somebody else took is let go'(create) {
    const { db, clock, runId, told, pass } = hold(create)
    endRun(db, { runId, status: 'interrupted', error: null, model: null, endedAt: clock.now() })
    pass(MINUTE_MS, true)
    expect(told).toEqual(['fenced'])
  },
}

describe('a lease', () => {
  test.each(Object.keys(rules))('%s', (name) => rules[name]?.(createLeases))

  test('planted: it never ends', () => {
    const endless: typeof createLeases = (deps) => {
      const leases = createLeases(deps)
      const nameAll = () => {
        for (const run of deps.live.all()) leases.named(run.agent, [run.runId])
        deps.clock.after(1_000, nameAll)
      }
      nameAll()
      return leases
    }
    const name = 'a run that its agent names no longer is not renewed, and is taken from it once'
    expect(() => rules[name]?.(endless)).toThrow(/to be less than/)
  })
})

describe('the fence', () => {
  const call = { toolCallId: 'late', tool: 'read', input: { path: 'a' } }
  const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, reasoningTokens: 0 }
  /** Every method there is: a new one does not compile before it stands here. */
  const words: Record<keyof typeof gatewayMethods, object> = {
    'tool.begin': call,
    'tool.end': { ...call, state: 'done', output: {}, durationMs: 1 },
    'result.clean': { text: 'late' },
    'step.end': { step: 1, model: 'm', finishReason: 'stop', usage, said: [], goesOn: true },
    'media.read': { mediaId: 'm', offset: 0 },
    'tool.run': call,
    'message.send': { text: 'late' },
    'run.end': { status: 'completed', model: null },
  }

  test('nothing counts that an earlier hand-over says, or another agent, or anybody after the end', async () => {
    const home = await openHouse({ instances: 2 })
    onTestFinished(home.close)
    const runId = home.send([{ do: 'hang' }])
    await home.seen((event) => event.type === 'run-start')
    await expect.poll(() => home.agents.ready()).toBe(2)
    const own = home.agents.assign('main')
    const other = home.agents.assign('other')
    const epoch = findRun(home.db, runId)?.epoch ?? 0
    if (!own || !other || own === other) throw new Error('there have to be two agents')

    const say = async (agent: Agent, method: string, at: number) => {
      const handler = home.runs.hooks.handlers(agent)[method as keyof typeof words]
      const params = { runId, epoch: at, ...words[method as keyof typeof words] }
      return (handler as (params: object) => unknown)(params)
    }
    for (const method of Object.keys(words)) {
      await expect(say(own, method, epoch - 1), method).rejects.toMatchObject({ code: 'conflict' })
      await expect(say(own, method, epoch + 1), method).rejects.toMatchObject({ code: 'conflict' })
      await expect(say(other, method, epoch), method).rejects.toMatchObject({ code: 'conflict' })
    }
    await home.runs.stop('main')
    expect((await home.ended(runId)).status).toBe('stopped')
    for (const method of Object.keys(words).filter((name) => name !== 'run.end')) {
      await expect(say(own, method, epoch), method).rejects.toMatchObject({ code: 'conflict' })
    }
    // Its end said twice is no error, and changes nothing.
    expect(await say(own, 'run.end', epoch)).toEqual({})
    expect(findRun(home.db, runId)?.status).toBe('stopped')
    expect(listSteps(home.db, runId)).toEqual([])
    expect(home.events.filter((event) => event.type === 'run-end')).toHaveLength(1)
  })
})
