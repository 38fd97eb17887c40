import * as z from 'zod'
import { BROWSER_KEY, readBrowserKey, writeStored } from './storage.ts'

export type LoginOutcome =
  | { kind: 'signed-in'; key: string }
  | { kind: 'refused' }
  | { kind: 'too-many' }
  | { kind: 'unreachable' }

const exchanged = z.object({ key: z.string().min(1) })

/** Trades a one-time code for this browser's key; the cookie that belongs to it arrives by itself. */
export async function redeemCode(code: string): Promise<LoginOutcome> {
  try {
    const response = await fetch('/login/exchange', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
    if (response.ok) return { kind: 'signed-in', key: exchanged.parse(await response.json()).key }
    if (response.status === 429) return { kind: 'too-many' }
    return { kind: response.status >= 500 ? 'unreachable' : 'refused' }
  } catch {
    return { kind: 'unreachable' }
  }
}

/** Gives this browser's credential back. The key goes in any case: without it the cookie is worth nothing. */
export async function signOut(): Promise<void> {
  const key = readBrowserKey()
  try {
    const { endPush } = await import('./install/push.ts')
    await endPush()
    await fetch('/logout', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-browser-key': key ?? '' },
      body: '{}',
    })
  } finally {
    writeStored(BROWSER_KEY, null)
    location.replace('/')
  }
}
