import * as z from 'zod'

/** An opaque identifier as it appears on the wire. Clients never parse it; 1–200 characters, no white space. */
export const id = z.string().min(1).max(200).regex(/^\S+$/, 'an id has no white space')

/** Names a repeat of the same request: 1–200 characters, chosen by the client. */
export const idempotencyKey = z.string().min(1).max(200)
