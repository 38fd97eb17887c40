import { HEARTBEAT_MS, type RpcEnvelope } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { SandboxSettings } from '#protocol/sandbox/sandbox.ts'
import packageJson from '../package.json' with { type: 'json' }
import { systemClock } from './clock.ts'
import { findFiles } from './find-files.ts'
import { setProxy } from './models/connection/set-proxy.ts'
import { createGatewayPeer, type GatewayPeer } from './rpc.ts'
import { type Run, startRun } from './run/run.ts'
import { noRunner, sandboxHandlers } from './sandbox/handlers.ts'
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts'
import { createToolHost } from './tool-host/host.ts'
import { inSession } from './tools/session-runner.ts'

/** How long runs may go on after SIGTERM, in milliseconds; the gateway drains for 10 s. */
const DRAIN_MS = 8_000

/**
 * How long ended runs, commands and containers (one that just starts, too) may take to be gone, in
 * milliseconds; the gateway insists after 5 s.
 */
const LEAVE_MS = 4_000

/**
 * Serves the gateway over the process's own IPC line until the line closes. Leaves with code 0 after a drain
 * or a closed line, with 1 after an error that nobody caught. `environment` is what commands may see of it;
 * the tool host picks the few harmless names.
 */
export function serveAgent(process: NodeJS.Process, environment: NodeJS.ProcessEnv): void {
  const runs = new Map<string, Run>()
  let host: ReturnType<typeof createToolHost> | undefined
  let sandbox: Sandbox | undefined
  let beginSandbox: ((settings: SandboxSettings) => Sandbox) | undefined
  let leaving = false

  const gateway: GatewayPeer = createGatewayPeer({
    send,
    onBadMessage: (problem) => log('warn', 'a bad message from the gateway', { problem }),
    handlers: {
      ...sandboxHandlers({
        find: () => sandbox,
        begin(settings) {
          sandbox = beginSandbox?.(settings)
        },
      }),
      configure: async ({ workspace, masked, bwrap, proxy, sandbox: settings }) => {
        if (proxy && !setProxy(proxy)) {
          log('warn', `HTTPS_PROXY is not used: Node ${process.version} knows of no proxies, 24.14 does.`, {})
        }
        await Promise.all([host?.close(), sandbox?.close()])
        beginSandbox = (given) => startSandbox({ settings: given, workspace, gateway, clock: systemClock })
        sandbox = settings && beginSandbox(settings)
        host = createToolHost({ workspace, masked, bwrap, environment })
        // The model stack takes a good part of a second to load: better now than with the first message.
        setImmediate(() => void import('./run/loop.ts').catch((cause: unknown) => crash(cause)))
        // A guest's words of the first moment have their tools, too.
        await sandbox?.looked
        return {}
      },
      'run.start': (params) => {
        if (leaving) throw new AppError('agent_unavailable', 'This agent is shutting down.')
        if (!host) throw new AppError('agent_unavailable', 'This agent is not configured yet.')
        if (runs.has(params.runId)) throw new AppError('conflict', 'This run is already under way here.')
        // Where the gateway says that it belongs into a box, nothing else will do.
        const place = params.sandbox ? (sandbox?.runner(params.sandbox) ?? noRunner) : host
        const runner = inSession(place, params.sessionId)
        const run = startRun(params, { gateway, runner, now: Date.now })
        const stop = () => {
          run.stop()
          void runner.endBackground()
        }
        runs.set(run.runId, { ...run, stop })
        void run.done.then(() => runs.delete(run.runId))
        return {}
      },
      'run.stop': ({ runId }) => {
        runs.get(runId)?.stop()
        return {}
      },
      'commands.end': async ({ sessionId }) => {
        if (host) await inSession(host, sessionId).endBackground()
        return {}
      },
      'files.find': (params) => (host ? findFiles(host, params) : { paths: [] }),
      'context.summarise': async (params) => (await import('./summarise.ts')).summarise(params),
      ping: () => ({}),
    },
  })

  function send(envelope: RpcEnvelope): void {
    // The callback takes the error of a line that has just closed; 'disconnect' does the rest.
    if (process.connected) process.send?.(envelope, () => undefined)
  }

  function log(level: 'warn' | 'error', message: string, fields: Record<string, unknown>): void {
    gateway.notify('log', { level, message, fields })
  }

  function crash(cause: unknown): void {
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    log('error', 'the agent crashed', { cause: text.slice(0, 4_000) })
    // A last turn of the event loop lets the message out.
    setImmediate(() => process.exit(1))
  }

  async function leave(): Promise<void> {
    setTimeout(() => process.exit(0), LEAVE_MS)
    for (const run of runs.values()) run.interrupt()
    await Promise.all([...runs.values()].map((run) => run.done))
    await Promise.all([host?.close(), sandbox?.close()])
    process.exit(0)
  }

  async function drain(): Promise<void> {
    if (leaving) return
    leaving = true
    const timer = setTimeout(() => void leave(), DRAIN_MS)
    await Promise.all([...runs.values()].map((run) => run.done))
    clearTimeout(timer)
    await leave()
  }

  // Its warnings are about settings that owners don't make.
  globalThis.AI_SDK_LOG_WARNINGS = false
  process.on('message', (raw) => gateway.receive(raw))
  process.on('disconnect', () => {
    leaving = true
    gateway.close('The gateway is gone.')
    void leave()
  })
  process.on('SIGTERM', () => void drain())
  // Ctrl-C in a terminal reaches the whole group; the gateway decides when its agents go.
  process.on('SIGINT', () => undefined)
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)

  setInterval(() => gateway.notify('heartbeat', { runs: [...runs.keys()] }), HEARTBEAT_MS).unref()
  gateway.notify('ready', { pid: process.pid, version: packageJson.version })
}
