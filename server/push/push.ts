import type { Db } from '#db/client.ts'
import {
  deletePushSubscription,
  listPushTargets,
  type PushTarget,
  savePushSubscription,
} from '#db/queries/access/push.ts'
import { findApproval as findApprovalRow } from '#db/queries/approvals.ts'
import { spareWrite } from '#db/write-error.ts'
import type { Approval } from '#protocol/access/approvals.ts'
import { AppError, toAppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { PushFeature, PushOutcome } from './contract.ts'
import { createLookers } from './lookers.ts'
import { type Notice, readEvent, TEST_NOTICE } from './notices.ts'
import { createPost, type PostNotice } from './post.ts'
import { isPushAddress } from './public-address.ts'
import { createPushKeys, type PushKeys } from './push-keys.ts'

/** Between tries, in milliseconds; a push service that says how long to wait is believed up to the limit. */
const PAUSES_MS = [5_000, 60_000]
const LONGEST_PAUSE_MS = 10 * 60_000
/** A conversation is told of once in so many milliseconds: somebody who writes there must not make a phone ring. */
const QUIET_MS = 5 * 60_000

/**
 * Tells browsers of what waits for the owner, of long answers that are done and of those that failed: as well as it
 * can be done, for what is told stands in the inbox or the conversation in any case.
 */
export function startPush(deps: {
  db: Db
  clock: Clock
  events: Events
  /** Makes them at the first asking. Throws `state_corrupt` or `state_unwritable` where they can't be kept. */
  pushKeys: { get(make: () => PushKeys): PushKeys }
  credentials: { onEnded(listener: (credentialId: string) => void): () => void }
  /** Under which name the panel is reached from other devices. */
  names: () => { tailnet?: string | undefined }
  log: Log
  /** The database's, but in tests. */
  findApproval?: (id: string) => Approval | undefined
  /** Replaced in tests by a way to a stand-in. */
  post?: PostNotice
}): { feature: PushFeature; stop(): void } {
  const { db, clock, events, names, post = createPost() } = deps
  const { findApproval = (id) => findApprovalRow(db, id) } = deps
  const log = deps.log.child('push')
  const keys = () => deps.pushKeys.get(createPushKeys)
  const lookers = createLookers(clock)
  const state = { isStopped: false }

  const find = (credentialId: string): PushTarget | undefined =>
    listPushTargets(db, clock.now()).find((target) => target.credentialId === credentialId)

  async function send(
    notice: Notice,
    target: PushTarget,
  ): Promise<PushOutcome | { againMs: number | undefined }> {
    // What seals is large, and most gateways never have to.
    const { sealNotice } = await import('./seal.ts')
    const { status, retryAfterMs } = await post(
      sealNotice(notice, { subscription: target, keys: keys(), subject: subjectOf(names().tailnet) }),
    )
    if (status >= 200 && status < 300) return 'sent'
    if (status === 404 || status === 410) {
      deletePushSubscription(db, target)
      return 'gone'
    }
    if (status === 429 || status >= 500) return { againMs: retryAfterMs }
    log.warn('A push service refused a notice.', { status, host: new URL(target.endpoint).hostname })
    return 'failed'
  }

  /** A second and a third try, for as long as the browser is let in and wants it. */
  async function deliver(notice: Notice, credentialId: string, attempt = 0): Promise<void> {
    const target = state.isStopped ? undefined : find(credentialId)
    if (!target) return
    const outcome = await send(notice, target).catch((error: unknown) => {
      log.debug('A push service did not answer.', { error })
      return { againMs: undefined }
    })
    const pause = PAUSES_MS[attempt]
    if (typeof outcome === 'string' || pause === undefined) return
    const { againMs = pause } = outcome
    clock.after(Math.min(againMs, LONGEST_PAUSE_MS), () => void deliver(notice, credentialId, attempt + 1))
  }

  const lastTold = new Map<string, number>()
  function isTooSoon({ kind, id }: Notice): boolean {
    const now = clock.now()
    for (const [about, at] of lastTold) if (now - at >= QUIET_MS) lastTold.delete(about)
    const about = `${kind} ${id}`
    if (lastTold.has(about)) return true
    lastTold.set(about, now)
    return false
  }

  function tell(notice: Notice): void {
    const isDecision = notice.kind === 'approval' || notice.kind === 'question'
    if (!isDecision && isTooSoon(notice)) return
    for (const { credentialId, scopes } of listPushTargets(db, clock.now())) {
      // Who may not decide is not called to do so.
      if (isDecision && !scopes.includes('approve')) continue
      const go = () => void deliver(notice, credentialId)
      if (lookers.has(credentialId)) lookers.unlessSeen(credentialId, go)
      else go()
    }
  }

  const stopHearing = events.subscribe((_topic, event) => {
    if (event.type !== 'approval-change' && event.type !== 'run-change') return
    const notice = readEvent(event, { findApproval, now: clock.now() })
    if (notice) tell(notice)
  })
  const stopForgetting = deps.credentials.onEnded((credentialId) => {
    lookers.set(credentialId, false)
    // Nothing is sent to whose credential has ended, also where its address stays.
    spareWrite(() => deletePushSubscription(db, { credentialId }))
  })

  return {
    feature: {
      get(credentialId) {
        const endpoint = find(credentialId)?.endpoint ?? null
        try {
          return { publicKey: keys().publicKey, problem: null, endpoint }
        } catch (cause) {
          return { publicKey: null, problem: toAppError(cause).message, endpoint }
        }
      },
      subscribe(credentialId, subscription) {
        if (!isPushAddress(subscription.endpoint)) {
          throw new AppError('bad_request', 'endpoint: expected the HTTPS address of a public push service.')
        }
        savePushSubscription(db, { credentialId, subscription, now: clock.now() })
      },
      unsubscribe: (credentialId) => void deletePushSubscription(db, { credentialId }),
      async test(credentialId) {
        const target = find(credentialId)
        if (!target) throw new AppError('not_found', 'This browser gets no notices. Turn them on first.')
        const outcome = await send(TEST_NOTICE, target).catch(() => 'failed' as const)
        return { outcome: typeof outcome === 'string' ? outcome : 'failed' }
      },
      look: lookers.set,
    },
    stop() {
      state.isStopped = true
      stopHearing()
      stopForgetting()
    },
  }
}

/** Whom a push service may turn to about this sender: the panel where it has a name, else nobody. */
const subjectOf = (tailnet: string | undefined): string =>
  tailnet === undefined ? 'mailto:nobody@openclaw.invalid' : `https://${tailnet}`
