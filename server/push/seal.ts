import { createHash } from 'node:crypto'
import webPush from 'web-push'
import type { PushSubscription } from '#protocol/access/push.ts'
import type { Notice } from './notices.ts'
import type { PushRequest } from './post.ts'
import type { PushKeys } from './push-keys.ts'

/** So that the size tells a push service nothing of the kind. */
const BYTES = 256

/**
 * Seals a notice for one browser (RFC 8291) and signs it for its push service (RFC 8292, `subject`: whom to turn
 * to). One that was not fetched yet makes room for the next with the same topic.
 */
export function sealNotice(
  notice: Notice,
  to: { subscription: PushSubscription; keys: PushKeys; subject: string },
): PushRequest {
  const { kind, id, lifetimeMs, urgency } = notice
  const {
    method: _,
    body,
    headers,
    endpoint,
  } = webPush.generateRequestDetails(to.subscription, JSON.stringify({ kind, id }).padEnd(BYTES), {
    vapidDetails: { subject: to.subject, ...to.keys },
    TTL: Math.ceil(lifetimeMs / 1_000),
    urgency,
    topic: topicOf(notice),
  })
  const text = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return { endpoint, headers: Object.fromEntries(text), body }
}

/** A push service sees it: it says neither kind nor conversation. */
function topicOf({ kind, id }: Notice): string {
  const about = kind === 'finished' || kind === 'failed' ? `${kind} ${id}` : kind
  return createHash('sha256').update(about).digest('base64url').slice(0, 32)
}
