import * as z from 'zod'

/** What a device can be told of. `test` is asked for by the device itself. */
export const noticeKind = z.enum(['approval', 'question', 'finished', 'failed', 'test'])

/**
 * All that a notice says, on the lock screen and to its service worker: of what kind it is, and the id of the
 * approval, or of the conversation, that it leads to (empty for `test`). Never a word of what it is about.
 */
export const pushNotice = z.object({ kind: noticeKind, id: z.string().max(200) })
export type PushNotice = z.infer<typeof pushNotice>

/** So many bytes in base64url, without padding. */
const base64url = (bytes: number) =>
  z
    .string()
    .length(Math.ceil((bytes * 4) / 3))
    .regex(/^[A-Za-z0-9_-]+$/)

/**
 * A subscription as the browser's `PushSubscription.toJSON()` has it: the address at its vendor's push service,
 * and the keys that only this browser can open what is sent with (RFC 8291: a P-256 point, a 16-byte secret).
 */
export const pushSubscription = z.object({
  endpoint: z.url({ protocol: /^https$/ }).max(2_000),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
})
export type PushSubscription = z.infer<typeof pushSubscription>
