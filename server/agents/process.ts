import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type * as z from 'zod'
import { agentMethods, gatewayMethods, gatewayNotices } from '#protocol/agent-rpc.ts'
import { createRpcPeer, type MethodHandlers, type RpcPeer } from '#protocol/rpc-peer.ts'
import {
  type SandboxState,
  sandboxAgentMethods,
  sandboxGatewayMethods,
  sandboxNotices,
} from '#protocol/sandbox/sandbox.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { watchHeartbeat } from './heartbeat.ts'

export type AgentConfiguration = z.infer<typeof agentMethods.configure.params>
export type AgentHandlers = MethodHandlers<typeof gatewayMethods>
export type RunChunks = z.infer<(typeof gatewayNotices)['run.chunks']>
export type ModelTried = z.infer<(typeof gatewayNotices)['model.tried']>

/** What becomes of what an agent says of its containers. */
export interface SandboxHooks {
  handlers: MethodHandlers<typeof sandboxGatewayMethods>
  onState(state: SandboxState): void
  onProgress(text: string): void
}

const calls = { ...agentMethods, ...sandboxAgentMethods }

export interface AgentProcess {
  readonly pid: number
  readonly request: RpcPeer<typeof calls, Record<never, never>>['request']
  /** Asks it to end (SIGTERM), insists after the grace (SIGKILL), resolves when it is gone. */
  stop(): Promise<void>
}

/** Between SIGTERM and SIGKILL, in milliseconds. */
const KILL_GRACE_MS = 5_000
/** A process that is not ready by then never will be. */
const READY_LIMIT_MS = 30_000
/** A line that closes is mostly the first sign of an exit, whose code says more. */
const EXIT_GRACE_MS = 1_000
const LOG_LINE_LIMIT = 2_000

/**
 * Forks one agent and speaks with it until it dies. `onDeath` comes exactly once, at the moment the
 * gateway gives it up: when it exits, falls silent, or breaks its line. Nothing of it is heard after;
 * who started it calls `stop` to see it gone.
 */
export function startProcess(options: {
  entry: string
  execArgv: readonly string[]
  environment: Record<string, string>
  /** Asked when the agent is there: what it has to know may have changed meanwhile. */
  configuration: () => AgentConfiguration
  heartbeatMs: number
  clock: Clock
  log: Log
  handlers: AgentHandlers
  sandbox: SandboxHooks
  onReady: () => void
  onChunks: (chunks: RunChunks) => void
  onHeartbeat: (runIds: readonly string[]) => void
  onModelTried: (tried: ModelTried) => void
  onDeath: (reason: string) => void
}): AgentProcess {
  const { clock, log, onDeath } = options
  const child = fork(options.entry, [], {
    execPath: process.execPath,
    execArgv: [...options.execArgv],
    env: options.environment as NodeJS.ProcessEnv,
    serialization: 'json',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Its own process group: Ctrl-C in the terminal reaches the gateway alone, which then drains.
    detached: process.platform !== 'win32',
  })
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  let alive = true

  const peer = createRpcPeer({
    send: (envelope) => {
      if (child.connected)
        child.send(envelope, (error) => error && giveUp(`its line broke: ${error.message}`))
    },
    serves: {
      methods: { ...gatewayMethods, ...sandboxGatewayMethods },
      handlers: { ...options.handlers, ...options.sandbox.handlers },
      notices: { ...gatewayNotices, ...sandboxNotices },
      onNotice: {
        ready: () => void configure(),
        heartbeat: ({ runs }) => options.onHeartbeat(runs),
        'run.chunks': options.onChunks,
        'model.tried': options.onModelTried,
        'sandbox.state': options.sandbox.onState,
        'sandbox.progress': ({ text }) => options.sandbox.onProgress(text),
        log: ({ level, message, fields }) => log[level](message, fields),
      },
    },
    calls: { methods: calls, notices: {} },
    onBadMessage: (problem) => log.warn('An agent sent something unreadable; it was dropped.', { problem }),
  })
  let heartbeat: ReturnType<typeof watchHeartbeat> | undefined
  const cancelReadyLimit = clock.after(READY_LIMIT_MS, () => giveUp('it did not become ready in 30 seconds'))

  child.on('message', (raw) => {
    if (!alive) return
    heartbeat?.seen()
    peer.receive(raw)
  })
  child.once('error', (error) => giveUp(`it could not be started: ${error.message}`))
  child.once('disconnect', () => clock.after(EXIT_GRACE_MS, () => giveUp('it closed its line')))
  child.once('exit', (code, signal) =>
    giveUp(signal ? `it was ended by ${signal}` : `it exited with code ${code}`),
  )
  logLines(child.stdout, (line) => log.info(line))
  logLines(child.stderr, (line) => log.warn(line))

  async function configure(): Promise<void> {
    try {
      await peer.request('configure', options.configuration())
      if (!alive) return
      cancelReadyLimit()
      heartbeat = watchHeartbeat({
        clock,
        intervalMs: options.heartbeatMs,
        onSilence: () => giveUp('it no longer answers'),
      })
      options.onReady()
    } catch (error) {
      giveUp(`it refused its configuration: ${error instanceof Error ? error.message : 'unknown reason'}`)
    }
  }

  function giveUp(reason: string): void {
    if (!alive) return
    alive = false
    heartbeat?.stop()
    cancelReadyLimit()
    peer.close(`The agent process is gone: ${reason}.`)
    onDeath(reason)
  }

  return {
    pid: child.pid ?? -1,
    request: peer.request,
    stop: () => end(child, exited, clock),
  }
}

async function end(child: ChildProcess, exited: Promise<void>, clock: Clock): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    child.kill('SIGTERM')
    const cancel = clock.after(KILL_GRACE_MS, () => child.kill('SIGKILL'))
    await exited
    cancel()
  }
}

function logLines(stream: Readable | null, write: (line: string) => void): void {
  if (!stream) return
  const lines = createInterface({ input: stream })
  lines.on('line', (line) => write(line.slice(0, LOG_LINE_LIMIT)))
}
