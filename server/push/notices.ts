import type { Approval } from '#protocol/access/approvals.ts'
import type { PushNotice } from '#protocol/access/push.ts'
import type { SystemEvent } from '#protocol/run-events.ts'

/** A notice, and how it is to be handed on. */
export interface Notice extends PushNotice {
  /** How long (milliseconds) it is worth anything to a device that is off. */
  readonly lifetimeMs: number
  readonly urgency: 'high' | 'normal'
}

/** Nobody waits in front of a page for longer than this, in milliseconds. */
const LONG_MS = 60_000
const DAY_MS = 24 * 60 * 60_000

/** What an event is worth telling somebody who looks elsewhere; undefined where it is nothing. */
export function readEvent(
  event: SystemEvent,
  deps: { findApproval: (id: string) => Approval | undefined; now: number },
): Notice | undefined {
  if (event.type === 'approval-change') {
    const approval = deps.findApproval(event.approvalId)
    if (approval?.status !== 'pending') return undefined
    const lifetimeMs = Math.max(0, approval.expiresAt - deps.now)
    return {
      kind: approval.kind === 'question' ? 'question' : 'approval',
      id: approval.id,
      lifetimeMs,
      urgency: 'high',
    }
  }
  if (event.type !== 'run-change' || event.durationMs === undefined) return undefined
  const told = { id: event.sessionId, lifetimeMs: DAY_MS, urgency: 'normal' } as const
  if (event.status === 'failed' || event.status === 'interrupted') return { kind: 'failed', ...told }
  const isAwaited = event.background !== true && event.durationMs < LONG_MS
  return event.status === 'completed' && !isAwaited ? { kind: 'finished', ...told } : undefined
}

/** `test`, which a browser asks for. */
export const TEST_NOTICE: Notice = { kind: 'test', id: '', lifetimeMs: 60_000, urgency: 'high' }
