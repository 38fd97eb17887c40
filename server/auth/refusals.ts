import { spareWrite } from '#db/write-error.ts'
import type { Clock } from '../clock.ts'
import type { Audit, Decision } from './audit.ts'

/** Writes a refusal down; false where there were too many of late, or the disk takes nothing, so that it is only counted. */
export type Refuse = (decision: Omit<Decision, 'outcome'>) => boolean

const MOST = 20
const WINDOW_MS = 60_000

/**
 * Anybody can cause any number of refusals, and the audit log forgets nothing: twenty a minute are
 * written, the others are counted, and the next line that is written says how many they were.
 */
export function createRefusals(deps: { clock: Clock; audit: Audit }): Refuse {
  const { clock, audit } = deps
  const state = { since: Number.NEGATIVE_INFINITY, written: 0, unwritten: 0 }
  return (decision) => {
    const now = clock.now()
    if (now - state.since >= WINDOW_MS || now < state.since) Object.assign(state, { since: now, written: 0 })
    if (state.written >= MOST) {
      state.unwritten += 1
      return false
    }
    const unwritten = state.unwritten > 0 ? { unwrittenBefore: state.unwritten } : {}
    const line = { ...decision, outcome: 'denied', detail: { ...decision.detail, ...unwritten } } as const
    const isWritten = spareWrite(() => audit(line))
    state.written += isWritten ? 1 : 0
    state.unwritten = isWritten ? 0 : state.unwritten + 1
    return isWritten
  }
}
