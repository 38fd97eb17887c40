import { type ChildProcess, spawn } from 'node:child_process'
import type { Environment, Trouble } from './probe.ts'

/** Lines of its output that are kept to explain its end. */
const KEPT_CHARACTERS = 4_000
const KILL_AFTER_MS = 3_000

/**
 * Ends the command when the pipe to the gateway closes, which a killed gateway does as well: one that
 * lived on would hold the address against the next start.
 */
const LEASH = `
exec 3<&0
tailscale serve --bg=false --yes "$1" </dev/null 3<&- &
serve=$!
(read -r _ <&3; kill "$serve" 2>/dev/null) >/dev/null 2>&1 &
leash=$!
exec 3<&-
wait "$serve"
code=$?
kill "$leash" 2>/dev/null
exit "$code"
`

/** One `tailscale serve` in the foreground: what it set up is gone when it ends. */
export interface Serving {
  stop(): Promise<void>
}

/**
 * Runs `tailscale serve` for the gateway's port. `onUp` is called when it says that the address is there,
 * `onTrouble` when it asks for something first, `onEnd` once, with what it said last.
 */
export function serve(options: {
  host: string
  port: number
  environment: Environment
  onUp: () => void
  onTrouble: (trouble: Trouble) => void
  onEnd: (trouble: Trouble) => void
}): Serving {
  const { host, port, environment, onUp, onTrouble, onEnd } = options
  const child = spawn('/bin/sh', ['-c', LEASH, 'sh', `http://127.0.0.1:${port}`], {
    env: environment as NodeJS.ProcessEnv,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  child.stdin.on('error', () => {})
  let output = ''
  let isUp = false
  const take = (data: unknown): void => {
    output = (output + String(data)).slice(-KEPT_CHARACTERS)
    if (isUp) return
    const visit = /https:\/\/login\.tailscale\.com\/\S+/.exec(output)?.[0]
    if (output.includes(`https://${host}`)) {
      isUp = true
      onUp()
    } else if (visit) {
      onTrouble({ reason: 'Serve is not enabled in your tailnet.', fix: `Enable it: ${visit}` })
    }
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      resolve()
      onEnd(explainEnd(output))
    }
    child.once('error', end)
    child.once('close', end)
  })
  return { stop: () => stop(child, ended) }
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.stdin?.end()
  const timer = setTimeout(() => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }, KILL_AFTER_MS)
  await ended
  clearTimeout(timer)
}

function explainEnd(output: string): Trouble {
  const last = output
    .replace(/[^\x20-\x7e\n]/g, '')
    .trim()
    .split('\n')
    .at(-1)
    ?.slice(0, 200)
  return {
    reason: `tailscale serve ended${last ? `: ${last}` : '.'}`,
    fix: 'Look at: tailscale serve status. What another program serves there goes away with: tailscale serve reset',
  }
}
