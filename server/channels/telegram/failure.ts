/** What went wrong with a call, in words that hold neither the token nor an address. */
export type Failure =
  /** Telegram does not know the token. */
  | { kind: 'token' }
  /** Somebody else reads this bot's messages. */
  | { kind: 'conflict' }
  /** A webhook is set for this bot, which we did not expect. */
  | { kind: 'webhook' }
  | { kind: 'busy'; retryAfterMs: number }
  /** Telegram understood and said no. */
  | { kind: 'refused'; reason: string }
  /** There was no connection: the call certainly did not arrive. */
  | { kind: 'unreachable'; reason: string }
  /** The connection or Telegram broke on the way: the call may have arrived. */
  | { kind: 'broken'; reason: string }

/** Failures of a connection that had not begun. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const LONGEST_REASON = 200
const SHORTEST_PAUSE_MS = 1_000

/**
 * Reads what grammY threw, by its shape. Messages of its network errors hold the address with the token, so
 * nothing but their code is taken.
 */
export function readFailure(thrown: unknown): Failure {
  const answer = thrown as {
    error_code?: unknown
    description?: unknown
    parameters?: { retry_after?: number }
    error?: { code?: unknown }
  }
  if (typeof answer?.error_code === 'number') {
    const reason = String(answer.description).slice(0, LONGEST_REASON)
    const code = answer.error_code
    // A token that never was one is answered with 404.
    if (code === 401 || code === 404) return { kind: 'token' }
    if (code === 409) return { kind: /webhook/i.test(reason) ? 'webhook' : 'conflict' }
    if (code === 429) {
      const asked = (answer.parameters?.retry_after ?? 0) * 1_000
      return { kind: 'busy', retryAfterMs: Math.max(asked, SHORTEST_PAUSE_MS) }
    }
    if (code < 500) return { kind: 'refused', reason }
    return { kind: 'broken', reason: `Telegram has trouble of its own (${code}).` }
  }
  const code = answer?.error?.code
  if (typeof code === 'string' && NOT_CONNECTED.has(code)) {
    return { kind: 'unreachable', reason: `Telegram can't be reached (${code}).` }
  }
  return { kind: 'broken', reason: 'The connection to Telegram broke.' }
}
