import { randomUUID } from 'node:crypto'
import type * as z from 'zod'
import { type agentMethods, HEARTBEAT_MS } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { agentEnvironment } from './environment.ts'
import {
  type AgentConfiguration,
  type AgentHandlers,
  type AgentProcess,
  type ModelTried,
  type RunChunks,
  type SandboxHooks,
  startProcess,
} from './process.ts'
import { restartDelay } from './restart-delay.ts'

/** One living agent. A replacement after its death is another Agent. */
export interface Agent {
  readonly pid: number
  startRun(run: z.infer<(typeof agentMethods)['run.start']['params']>): Promise<void>
  /**
   * One model call that makes a summary. Rejects as the call does, and when the agent dies; but not because the pool
   * stops: nobody is to take that for a model that can't.
   */
  summarise(
    request: z.infer<(typeof agentMethods)['context.summarise']['params']>,
  ): Promise<z.infer<(typeof agentMethods)['context.summarise']['result']>>
  /** Asks it to stop a run; nobody waits for it. */
  stopRun(runId: string): void
  /** The run is over: the agent is that much less busy. */
  release(runId: string): void
  /** It said that it is going: it gets no more runs and is replaced. */
  retire(): void
}

/** What the runs do with what an agent says. `agent` is who says it. */
export interface AgentHooks {
  handlers(agent: Agent): AgentHandlers
  onChunks(agent: Agent, chunks: RunChunks): void
  /** The agent names the runs that it works at. */
  onHeartbeat?(agent: Agent, runIds: readonly string[]): void
  onDeath(agent: Agent, reason: string): void
}

/** One of the pool, for what is of no run. */
export interface AgentMember {
  /** Unlike a process id, never given twice. */
  readonly instance: string
  readonly pid: number
  readonly request: AgentProcess['request']
}

/** What the pool does about containers: tells agents what they have to know, and hands on what they say. */
export interface PoolSandbox extends SandboxHooks {
  settings(agent: { instance: string; living: readonly string[] }): AgentConfiguration['sandbox']
}

export interface Agents {
  /** The agent for a session: the same one as last time while it lives, else the least busy; undefined where none is ready. */
  assign(sessionId: string): Agent | undefined
  ready(): number
  /** Resolves as soon as at least one agent is ready; never once the pool was stopped. */
  whenReady(): Promise<void>
  /** Those that are ready, the first one first. */
  members(): readonly AgentMember[]
  /** Ends what a conversation has started in the background, whichever agent did; never rejects. */
  endCommands(sessionId: string): Promise<void>
  /** Every agent process that may still live, one given up a moment ago included. */
  pids(): number[]
  /** Ends all agent processes and starts no more. */
  stop(): Promise<void>
}

interface Member extends Agent {
  readonly instance: string
  readonly process: AgentProcess
  readonly runs: Set<string>
  ready: boolean
}

/** Sessions whose agent is remembered; the longest unused are forgotten first. */
const STICKY_LIMIT = 1_000

/** Starts `instances` agent processes and replaces each one that dies. */
export function startAgents(options: {
  instances: number
  /** Absolute path of the agent's entry file. */
  entry: string
  execArgv?: readonly string[]
  /** Reads the gateway's environment; only a short list of names is ever asked for. */
  environment: (name: string) => string | undefined
  configuration: Omit<AgentConfiguration, 'sandbox'>
  /** Absent: no run works in a container. */
  sandbox?: PoolSandbox
  /** Asked at the first message of an agent, so that the runs may be built after the pool. */
  hooks: () => AgentHooks
  heartbeatMs?: number
  /** How a model call went, where that matters to others. */
  onModelTried?: (tried: ModelTried) => void
  clock: Clock
  events: Events
  log: Log
}): Agents {
  const { clock, events, log, hooks } = options
  const members = new Set<Member>()
  /** Given up, but perhaps not gone yet. */
  const leaving = new Set<Member>()
  const sticky = new Map<string, Member>()
  const cancelRestarts = new Set<() => void>()
  const waiting: Array<() => void> = []
  let stopped = false

  for (let slot = 0; slot < options.instances; slot += 1) startMember([])

  function startMember(deaths: readonly number[]): void {
    const instance = randomUUID()
    const process = startProcess({
      entry: options.entry,
      execArgv: options.execArgv ?? [],
      environment: agentEnvironment(options.environment),
      configuration: () => ({
        ...options.configuration,
        sandbox: options.sandbox?.settings({ instance, living: others(instance) }),
      }),
      sandbox: options.sandbox ?? noSandbox,
      heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
      clock,
      log,
      handlers: lateHandlers(() => hooks().handlers(member)),
      onReady: () => becomeReady(member),
      onChunks: (chunks) => hooks().onChunks(member, chunks),
      onHeartbeat: (runIds) => hooks().onHeartbeat?.(member, runIds),
      onModelTried: (tried) => options.onModelTried?.(tried),
      onDeath: (reason) => bury(member, reason, deaths),
    })
    const runs = new Set<string>()
    const member: Member = {
      instance,
      process,
      pid: process.pid,
      runs,
      ready: false,
      async startRun(run) {
        runs.add(run.runId)
        await process.request('run.start', run)
      },
      summarise: (request) =>
        process.request('context.summarise', request).catch((error: unknown) => {
          if (stopped) return new Promise(() => {})
          throw error
        }),
      stopRun(runId) {
        process.request('run.stop', { runId }).catch((error: unknown) => {
          log.debug('An agent could not be told to stop a run.', { runId, error })
        })
      },
      release: (runId) => void runs.delete(runId),
      retire() {
        member.ready = false
        forget(member)
        void process.stop()
      },
    }
    members.add(member)
  }

  function becomeReady(member: Member): void {
    member.ready = true
    log.debug('An agent is ready.', { pid: member.pid })
    for (const resolve of waiting.splice(0)) resolve()
    events.system({ type: 'agent-change', ready: ready() })
  }

  function bury(member: Member, reason: string, earlier: readonly number[]): void {
    const now = clock.now()
    members.delete(member)
    forget(member)
    leaving.add(member)
    void member.process.stop().finally(() => leaving.delete(member))
    // A start that failed stops the agents before anybody was there to hear of them.
    if (stopped && member.runs.size === 0) return
    hooks().onDeath(member, reason)
    events.system({ type: 'agent-change', ready: ready() })
    if (stopped) return
    const deaths = [...earlier, now].filter((at) => now - at < 60_000)
    const { ms, open } = restartDelay(deaths, now)
    log.warn(
      open
        ? `Agents keep dying (${deaths.length} in a minute), the last because ${reason}. The next try is in ${ms / 1000} seconds.`
        : `An agent process is gone because ${reason}. Another one is started.`,
      { pid: member.pid, reason },
    )
    const cancel = clock.after(ms, () => {
      cancelRestarts.delete(cancel)
      startMember(deaths)
    })
    cancelRestarts.add(cancel)
  }

  const others = (instance: string) =>
    [...members].map((member) => member.instance).filter((other) => other !== instance)

  function forget(member: Member): void {
    for (const [sessionId, agent] of sticky) if (agent === member) sticky.delete(sessionId)
  }

  function ready(): number {
    return [...members].filter((member) => member.ready).length
  }

  return {
    assign(sessionId) {
      const usual = sticky.get(sessionId)
      const candidates = [...members].filter((member) => member.ready)
      const chosen = usual ?? candidates.sort((a, b) => a.runs.size - b.runs.size)[0]
      if (!chosen) return undefined
      sticky.delete(sessionId)
      sticky.set(sessionId, chosen)
      const [oldest] = sticky.keys()
      if (sticky.size > STICKY_LIMIT && oldest !== undefined) sticky.delete(oldest)
      return chosen
    },
    ready,
    members: () =>
      [...members]
        .filter((member) => member.ready)
        .map(({ instance, pid, process }) => ({ instance, pid, request: process.request })),
    async endCommands(sessionId) {
      // One that is not ready has not begun anything.
      const asked = [...members]
        .filter((member) => member.ready)
        .map(({ process }) => process.request('commands.end', { sessionId }))
      for (const answer of await Promise.allSettled(asked)) {
        if (answer.status === 'rejected')
          log.debug('An agent could not end commands.', { error: answer.reason })
      }
    },
    whenReady: () => (ready() > 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    pids: () => [...members, ...leaving].map((member) => member.pid).filter((pid) => pid > 0),
    async stop() {
      stopped = true
      for (const cancel of cancelRestarts) cancel()
      await Promise.all([...members, ...leaving].map((member) => member.process.stop()))
    },
  }
}

const noSandbox: SandboxHooks = {
  handlers: {
    'sandbox.bind': () => {
      throw new AppError('sandbox_unavailable', 'No conversation works in a sandbox here.')
    },
  },
  onState() {},
  onProgress() {},
}

/** Handlers that are looked up at each call. */
function lateHandlers(get: () => AgentHandlers): AgentHandlers {
  return {
    'tool.begin': (params) => get()['tool.begin'](params),
    'tool.end': (params) => get()['tool.end'](params),
    'result.clean': (params) => get()['result.clean'](params),
    'step.end': (params) => get()['step.end'](params),
    'media.read': (params) => get()['media.read'](params),
    'tool.run': (params) => get()['tool.run'](params),
    'message.send': (params) => get()['message.send'](params),
    'run.end': (params) => get()['run.end'](params),
  }
}
