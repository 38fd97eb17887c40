import { expect, onTestFinished, test } from 'vitest'
import { type Clock, systemClock } from '../clock.ts'
import { createEvents } from '../events.ts'
import type { Log } from '../log.ts'
import { watchHeartbeat } from './heartbeat.ts'
import { type Agent, type Agents, startAgents } from './pool.ts'
import { restartDelay } from './restart-delay.ts'

const SCRIPTED = new URL('./fixtures/scripted-agent.ts', import.meta.url).pathname
const CRASHING = new URL('./fixtures/crashing-agent.ts', import.meta.url).pathname

const model = { reference: 'test:script', api: 'builtin' as const, provider: 'test', modelId: 'script' }

const patient = { timeout: 15_000, interval: 20 }

const unused = () => {
  throw new Error('no run was started')
}
const handlers = {
  'tool.begin': unused,
  'tool.end': unused,
  'result.clean': unused,
  'step.end': unused,
  'tool.run': unused,
  'media.read': unused,
  'message.send': unused,
  'run.end': () => ({}),
}

function pool(options: Partial<Parameters<typeof startAgents>[0]> & { instances: number }) {
  const deaths: Array<{ agent: Agent; reason: string }> = []
  const lines: string[] = []
  const counts: number[] = []
  const events = createEvents()
  events.subscribe((_topic, event) => event.type === 'agent-change' && counts.push(event.ready))
  const note = (message: string) => void lines.push(message)
  const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log }
  const agents: Agents = startAgents({
    entry: SCRIPTED,
    environment: (name) => process.env[name],
    configuration: { workspace: '/', masked: [], bwrap: null },
    hooks: () => ({
      handlers: () => handlers,
      onChunks: () => {},
      onDeath: (agent, reason) => void deaths.push({ agent, reason }),
    }),
    heartbeatMs: 200,
    clock: systemClock,
    events,
    log,
    ...options,
  })
  onTestFinished(agents.stop)
  return { agents, deaths, lines, counts }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a pool that is stopped before anybody hears of its agents stops them all the same', async () => {
  const { agents } = pool({
    instances: 1,
    hooks: () => {
      throw new Error('the gateway did not get so far')
    },
  })
  await agents.stop()
  expect(agents.ready()).toBe(0)
})

test('a session keeps its agent, and a new one goes to the least busy', async () => {
  const { agents } = pool({ instances: 2 })
  await expect.poll(() => agents.ready(), patient).toBe(2)
  const first = agents.assign('a')
  await first?.startRun(run('r1'))
  const second = agents.assign('b')
  expect(second?.pid).not.toBe(first?.pid)
  expect(agents.assign('a')).toBe(first)
  await second?.startRun(run('r2'))
  await second?.startRun(run('r3'))
  expect(agents.assign('c')).toBe(first)
  second?.release('r2')
  second?.release('r3')
  expect(agents.assign('d')).toBe(second)
})

test('an agent that dies is replaced, and everybody is told how many are ready', async () => {
  const { agents, deaths, counts } = pool({ instances: 1 })
  await agents.whenReady()
  const [pid = 0] = agents.pids()
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => deaths.length, patient).toBe(1)
  expect(deaths[0]?.reason).toBe('it was ended by SIGKILL')
  await agents.whenReady()
  expect(agents.assign('a')?.pid).not.toBe(pid)
  expect(counts).toEqual([1, 0, 1])
})

/** An agent that does not hear that it is to go is killed after 50 ms. */
const hurried: Clock = {
  ...systemClock,
  after: (ms, call) => systemClock.after(ms === 5_000 ? 50 : ms, call),
}

test('J2: a frozen agent is given up after three missed heartbeats and killed', async () => {
  const { agents, deaths } = pool({ instances: 1, clock: hurried })
  await agents.whenReady()
  const [pid = 0] = agents.pids()
  process.kill(pid, 'SIGSTOP')
  await expect.poll(() => deaths[0]?.reason, patient).toBe('it no longer answers')
  await expect.poll(() => isAlive(pid), patient).toBe(false)
})

test('a summary that stopping cuts off is not told as one that failed', async () => {
  const { agents } = pool({ instances: 1, clock: hurried })
  await agents.whenReady()
  process.kill(agents.pids()[0] ?? 0, 'SIGSTOP')
  const asked = { model, earlier: null, messages: [], limitTokens: 100, tokenRatio: 1, timeoutMs: 1_000 }
  const heard = agents
    .assign('s')
    ?.summarise(asked)
    .then(
      () => 'made',
      () => 'failed',
    )
  await agents.stop()
  const nothing = new Promise((resolve) => setImmediate(resolve, 'nothing'))
  expect(await Promise.race([heard, nothing])).toBe('nothing')
})

test('stopping ends every process and starts no other', async () => {
  const { agents } = pool({ instances: 2 })
  await expect.poll(() => agents.ready(), patient).toBe(2)
  const pids = agents.pids()
  await agents.stop()
  expect(pids.filter(isAlive)).toEqual([])
  expect(agents.ready()).toBe(0)
  expect(agents.assign('a')).toBeUndefined()
})

test('J3: an agent that keeps dying is tried ever more seldom, and the log says so', async () => {
  const restarts = [100, 200, 400, 800, 1_600]
  const eager: Clock = {
    now: () => 0,
    after: (ms, callback) => systemClock.after(restarts.includes(ms) ? 1 : ms, callback),
  }
  const { deaths, lines } = pool({ instances: 1, entry: CRASHING, clock: eager })
  await expect.poll(() => lines.some((line) => line.includes('keep dying')), patient).toBe(true)
  expect(deaths).toHaveLength(6)
  expect(deaths[0]?.reason).toBe('it exited with code 1')
  expect(lines).toContain('this agent cannot start')
})

test('the waits between restarts double up to half a minute and begin anew after a calm minute', () => {
  const delays = [1, 2, 3, 4, 5, 6].map((count) => restartDelay(Array(count).fill(0), 1_000))
  expect(delays.map((delay) => delay.ms)).toEqual([100, 200, 400, 800, 1_600, 30_000])
  expect(delays.map((delay) => delay.open)).toEqual([false, false, false, false, false, true])
  expect(restartDelay([0, 0, 0, 0, 0, 0, 70_000], 70_000)).toEqual({ ms: 100, open: false })
})

test('a machine that slept counts as one missed heartbeat', () => {
  const due: Array<() => void> = []
  const after: Clock['after'] = (_ms, callback) => {
    due.push(callback)
    return () => {}
  }
  const clock: Clock = { now: () => 0, after }
  let silent = false
  const onSilence = () => {
    silent = true
  }
  const heartbeat = watchHeartbeat({ clock, intervalMs: 5_000, onSilence })
  for (let interval = 0; interval < 3; interval += 1) due.shift()?.()
  heartbeat.seen()
  for (let interval = 0; interval < 3; interval += 1) due.shift()?.()
  expect(silent).toBe(false)
  due.shift()?.()
  expect(silent).toBe(true)
})

function run(runId: string) {
  const script = JSON.stringify([{ do: 'hang' }])
  return {
    runId,
    sessionId: 's',
    epoch: 1,
    messageId: 'm',
    models: [model],
    messages: [{ id: 'u', role: 'user' as const, parts: [{ type: 'text' as const, text: script }] }],
    trusted: true,
    tools: [],
    deadline: 0,
    context: { now: 0, timeZone: 'UTC', sessionTitle: '', channel: 'web' },
  }
}
