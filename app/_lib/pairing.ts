import * as z from 'zod'
import { BROWSER_KEY, readStored, writeStored } from './storage.ts'

const pairingRequest = z.object({
  pairingId: z.string(),
  secret: z.string(),
  code: z.string(),
  /** Unix milliseconds; once it is asked for, by the clock of this device, which may be wrong. */
  expiresAt: z.number(),
})
/** What this browser asked for; the secret proves later that it was this one. */
export type PairingRequest = z.infer<typeof pairingRequest>

export type PairingOutcome = 'approved' | 'rejected' | 'expired' | 'no-storage'

/** A reload goes on waiting with the same code. */
const STORED = 'openclaw.pairing'
/** After an answer that never came, in milliseconds. */
const PAUSE_MS = 2_000
/** Nearer than this, in milliseconds, two clocks count as the same. */
const CLOCK_SLACK_MS = 60_000

const approved = z.object({ key: z.string().min(1) })

/** Asks to be let in; only ever called by a click. */
export async function requestPairing(): Promise<PairingRequest | 'full' | 'unreachable'> {
  try {
    const response = await post('/pair/request', {})
    if (response.status === 429) return 'full'
    if (!response.ok) return 'unreachable'
    const { expiresAt, ...asked } = pairingRequest.parse(await response.json())
    const request = { ...asked, expiresAt: expiresAt + clockAhead(response) }
    writeStored(STORED, JSON.stringify(request))
    return request
  } catch {
    return 'unreachable'
  }
}

/** How far the clock of this device is ahead of the gateway's, in milliseconds, to a second. */
function clockAhead(response: Response): number {
  const there = Date.parse(response.headers.get('date') ?? '')
  const ahead = Date.now() - there
  return Math.abs(ahead) > CLOCK_SLACK_MS ? ahead : 0
}

/** The request that this browser made before, where it may still be answered. */
export function readPairing(): PairingRequest | null {
  const parsed = pairingRequest.safeParse(parseJson(readStored(STORED)))
  return parsed.success && parsed.data.expiresAt > Date.now() ? parsed.data : null
}

export function forgetPairing(): void {
  writeStored(STORED, null)
}

/** Waits for the owner, through lost connections and restarts. Rejects only where `signal` aborts. */
export async function awaitDecision(request: PairingRequest, signal: AbortSignal): Promise<PairingOutcome> {
  const { pairingId, secret } = request
  for (;;) {
    const response = await post('/pair/claim', { pairingId, secret }, signal).catch(() => undefined)
    signal.throwIfAborted()
    if (response?.status === 200) return keepKey(approved.parse(await response.json()).key)
    if (response?.status === 403) return end('rejected')
    // 401: the gateway knows of no such request any more.
    if (response?.status === 410 || response?.status === 401 || request.expiresAt <= Date.now())
      return end('expired')
    // Still waiting: it was asked for as long as an answer takes. Anything else is asked again after a pause.
    if (response?.status !== 202) await pause(signal)
  }
}

function keepKey(key: string): PairingOutcome {
  return end(writeStored(BROWSER_KEY, key) ? 'approved' : 'no-storage')
}

function end(outcome: PairingOutcome): PairingOutcome {
  forgetPairing()
  return outcome
}

function post(path: string, body: object, signal?: AbortSignal): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  })
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, PAUSE_MS)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
