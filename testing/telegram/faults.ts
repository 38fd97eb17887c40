import { Refusal } from './refusal.ts'

/** What a fault hits. `taken`: the call has its effect, and only its answer is lost. */
export interface FaultTarget {
  readonly method?: string
  readonly taken?: boolean
}

interface Fault {
  readonly kind: 'refuse' | 'cut' | 'half-open' | 'garble'
  readonly target: FaultTarget
  readonly refusal?: Refusal
  left: number
}

export interface TelegramFaults {
  /** From now on the token is not known any more; `restoreToken` makes it known again. */
  revokeToken(): void
  restoreToken(): void
  /** Another program sets a webhook of its own for this bot. */
  takeOver(): void
  /** Polls are told that another one runs. */
  conflict(times: number): void
  tooMany(times: number, retryAfterSeconds: number, target?: FaultTarget): void
  serverError(times: number, target?: FaultTarget): void
  /** Closes sockets without an answer; without a method also those that wait now. `Infinity` until `heal`. */
  cut(times?: number, target?: FaultTarget): void
  /** Accepts, and never answers. */
  halfOpen(times: number, target?: FaultTarget): void
  /** Answers with the first half of an answer. */
  garble(times: number, target?: FaultTarget): void
  /** At each call it is asked what happens to it: taken and its answer lost, told to wait a second, or nothing. */
  meet(chance: (method: string) => 'lose' | 'wait' | undefined): void
  /** Answers to all but polls come this much later. */
  delay(ms: number): void
  redeliver(updateId: number): void
  reorder(): void
  /** Ends every fault but a revoked token. */
  heal(): void
}

export function createFaults(deps: {
  closeSockets: () => void
  redeliver: (updateId: number) => void
  reorder: () => void
  takeOver: () => void
}) {
  let active: Fault[] = []
  let chance: Parameters<TelegramFaults['meet']>[0] = () => undefined
  let isRevoked = false
  let delayMs = 0

  const faults: TelegramFaults = {
    revokeToken() {
      isRevoked = true
    },
    restoreToken() {
      isRevoked = false
    },
    takeOver: deps.takeOver,
    conflict(times) {
      const refusal = new Refusal(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      )
      active.push({ kind: 'refuse', target: { method: 'getUpdates' }, refusal, left: times })
    },
    tooMany(times, seconds, target = { method: 'sendMessage' }) {
      active.push({ kind: 'refuse', target, refusal: tooManyFor(seconds), left: times })
    },
    serverError(times, target = {}) {
      active.push({ kind: 'refuse', target, refusal: new Refusal(502, 'Bad Gateway'), left: times })
    },
    cut(times = 1, target = {}) {
      active.push({ kind: 'cut', target, left: times })
      if (target.method === undefined) deps.closeSockets()
    },
    halfOpen(times, target = {}) {
      active.push({ kind: 'half-open', target, left: times })
    },
    garble(times, target = {}) {
      active.push({ kind: 'garble', target, left: times })
    },
    meet(next) {
      chance = next
    },
    delay(ms) {
      delayMs = ms
    },
    redeliver: deps.redeliver,
    reorder: deps.reorder,
    heal() {
      active = []
      delayMs = 0
      chance = () => undefined
    },
  }

  function chanceFault(method: string): Fault | undefined {
    const kind = chance(method)
    if (kind === undefined) return undefined
    return kind === 'lose'
      ? { kind: 'cut', target: { taken: true }, left: 1 }
      : { kind: 'refuse', target: {}, refusal: tooManyFor(1), left: 1 }
  }

  return {
    faults,
    isRevoked: () => isRevoked,
    delayMs: () => delayMs,
    /** The fault that this call meets, used up by it. */
    take(method: string): Fault | undefined {
      const fault = active.find(({ target }) => target.method === undefined || target.method === method)
      if (!fault) return chanceFault(method)
      fault.left -= 1
      if (fault.left <= 0) active = active.filter((one) => one !== fault)
      return fault
    },
  }
}

const tooManyFor = (seconds: number): Refusal =>
  new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
