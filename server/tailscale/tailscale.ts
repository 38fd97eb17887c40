import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { type Environment, probeTailscale } from './probe.ts'
import { type Serving, serve } from './serve.ts'

/** How it stands with Tailscale; `url` is where other devices of the owner open the panel. */
export interface TailscaleReport {
  readonly state: 'off' | 'starting' | 'serving' | 'failed'
  readonly url: string | null
  readonly reason: string | null
  /** What to do about the reason. */
  readonly fix: string | null
}

export interface Tailscale {
  report(): TailscaleReport
  /** The name under which requests may come now, in lower case. */
  host(): string | undefined
  stop(): Promise<void>
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000
/** Served this long, the next failure is a new one. */
const STEADY_MS = 60_000

const OFF: TailscaleReport = { state: 'off', url: null, reason: null, fix: null }

/** All that the command gets: no secret of the gateway is among it. */
const namesOf = (find: (name: string) => string | undefined): Environment =>
  Object.fromEntries(['PATH', 'HOME', 'LANG'].map((name) => [name, find(name)]))

/**
 * Keeps `tailscale serve` running while the configuration asks for it, and tries again with growing
 * pauses. Being reached through it gives no rights: a device on the tailnet pairs like any other browser.
 */
export function startTailscale(deps: {
  mode: () => 'off' | 'serve'
  port: number
  environment: (name: string) => string | undefined
  clock: Clock
  events: Events
  log: Pick<Log, 'info' | 'warn'>
}): Tailscale {
  const { clock, log, port } = deps
  let report = OFF
  let serving: Serving | undefined
  let cancelRetry = () => {}
  let failures = 0
  /** Grows with every change of the mode: what an earlier turn still brings is void. */
  let turn = 0

  function set(next: TailscaleReport): void {
    const changed = next.state !== report.state || next.reason !== report.reason
    report = next
    if (!changed) return
    if (next.state === 'failed') log.warn(`${next.reason} ${next.fix}`)
    else log.info(`Tailscale: ${next.state}`, next.url === null ? {} : { url: next.url })
  }

  function fail(mine: number, trouble: { reason: string; fix: string }): void {
    if (mine !== turn) return
    serving = undefined
    set({ state: 'failed', url: null, reason: trouble.reason, fix: trouble.fix })
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
    failures += 1
    cancelRetry = clock.after(pause, () => void attempt(mine))
  }

  async function attempt(mine: number): Promise<void> {
    if (report.state !== 'failed') set({ ...OFF, state: 'starting' })
    const environment = namesOf(deps.environment)
    const probe = await probeTailscale(environment)
    if (mine !== turn) return
    if (!probe.ok) return fail(mine, probe)
    let upAt: number | undefined
    serving = serve({
      host: probe.host,
      port,
      environment,
      onUp() {
        upAt = clock.now()
        if (mine === turn) set({ ...OFF, state: 'serving', url: `https://${probe.host}/` })
      },
      onTrouble({ reason, fix }) {
        if (mine === turn) set({ state: 'failed', url: null, reason, fix })
      },
      onEnd(trouble) {
        if (upAt !== undefined && clock.now() - upAt >= STEADY_MS) failures = 0
        fail(mine, trouble)
      },
    })
  }

  async function halt(): Promise<void> {
    turn += 1
    cancelRetry()
    const running = serving
    serving = undefined
    set(OFF)
    await running?.stop()
  }

  async function follow(): Promise<void> {
    const wanted = deps.mode() === 'serve'
    if (wanted === (report.state !== 'off')) return
    if (!wanted) return halt()
    failures = 0
    await attempt(turn)
  }

  const unsubscribe = deps.events.subscribe((_, event) => {
    if (event.type === 'config-change') void follow()
  })
  void follow()

  return {
    report: () => report,
    host: () => (report.url === null ? undefined : new URL(report.url).host),
    async stop() {
      unsubscribe()
      await halt()
    },
  }
}
