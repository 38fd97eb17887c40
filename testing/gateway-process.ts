import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findFreePort } from './sockets/free-port.ts'

const ROOT = path.join(import.meta.dirname, '..')
/** Guards against one that never is ready: a machine that is busy with other things takes its time. */
const READY_LIMIT_MS = 60_000

/** A real gateway in a process of its own, with a home of its own, on a free port. */
export interface GatewayProcess {
  readonly port: number
  readonly home: string
  readonly workspace: string
  readonly pid: number
  /** Content of `state/gateway.token`. */
  token(): string
  /** What it printed so far. */
  output(): string
  /** Ends it with a signal and waits for its exit. */
  end(signal?: NodeJS.Signals): Promise<{ code: number | null }>
  /** Ends it if it still runs and removes its home. */
  dispose(): Promise<void>
}

/**
 * Starts the built gateway (`dist/gateway.js`) and waits until it is ready. `home` is made anew unless
 * one is given; `prepare` may put files into it first. `env` is all that it gets beside PATH and the variables named here.
 */
export async function startGatewayProcess(
  options: {
    home?: string
    port?: number
    env?: Record<string, string>
    prepare?: (home: string) => void
  } = {},
): Promise<GatewayProcess> {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'openclaw-'))
  options.prepare?.(home)
  const port = options.port ?? (await findFreePort())
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/gateway.js')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      OPENCLAW_HOME: home,
      OPENCLAW_GATEWAY_PORT: String(port),
      NODE_ENV: 'production',
      ...options.env,
    },
  })
  let output = ''
  child.stdout.on('data', (data) => (output += String(data)))
  child.stderr.on('data', (data) => (output += String(data)))
  const exited = new Promise<{ code: number | null }>((resolve) =>
    child.on('exit', (code) => resolve({ code })),
  )
  await waitUntilReady({ port, child, output: () => output })

  return {
    port,
    home,
    workspace: path.join(home, 'workspace'),
    pid: child.pid ?? 0,
    token: () => readFileSync(path.join(home, 'state/gateway.token'), 'utf8').trim(),
    output: () => output,
    end(signal = 'SIGTERM') {
      child.kill(signal)
      return exited
    },
    async dispose() {
      child.kill('SIGKILL')
      await exited
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Pids of the processes that this one started, read from /proc (Linux). */
export function listChildren(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number)
}

async function waitUntilReady(gateway: {
  port: number
  child: ChildProcess
  output: () => string
}): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS
  while (Date.now() < deadline && gateway.child.exitCode === null) {
    const response = await fetch(`http://localhost:${gateway.port}/readyz`).catch(() => undefined)
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  gateway.child.kill('SIGKILL')
  throw new Error(`the gateway did not become ready; it printed:\n${gateway.output()}`)
}
