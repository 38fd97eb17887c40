import * as z from 'zod'
import { principal } from './access/principal.ts'
import { errorShape } from './errors.ts'

/** Gateway protocol version 1: JSON text frames on `/ws`. Prose for other languages: docs/protocol.md. */
export const PROTOCOL_VERSION = 1

/** Largest frame, in bytes, before and after `hello`. */
export const FRAME_LIMIT_BEFORE_HELLO = 64 * 1024
export const FRAME_LIMIT = 8 * 1024 * 1024
/** A client that has not said hello by then is closed with 4408. */
export const HELLO_TIMEOUT_MS = 10_000

export const CLOSE = {
  badFrame: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  helloTimeout: 4408,
  tooSlow: 4413,
  tooMany: 4429,
  restarting: 1012,
} as const

const requestId = z.string().min(1).max(200)
const cursor = z.object({ epoch: z.string(), seq: z.number().int().nonnegative() })

export const helloFrame = z.object({
  type: z.literal('hello'),
  protocol: z.number().int(),
  client: z.object({ name: z.string().max(100), version: z.string().max(100) }),
  /** Programs send a token; a browser sends the key from its storage beside the cookie. */
  auth: z.object({ token: z.string().max(500).optional(), key: z.string().max(500).optional() }).optional(),
})

export const requestFrame = z.object({
  type: z.literal('request'),
  id: requestId,
  method: z.string().min(1).max(200),
  params: z.unknown().optional(),
})

export const subscribeFrame = z.object({
  type: z.literal('subscribe'),
  id: requestId,
  topic: z.string().min(1).max(250),
  after: cursor.optional(),
})

export const unsubscribeFrame = z.object({
  type: z.literal('unsubscribe'),
  id: requestId,
  topic: z.string().min(1).max(250),
})

/** What a client may send; `hello` comes first, once. */
export const clientFrame = z.discriminatedUnion('type', [
  helloFrame,
  requestFrame,
  subscribeFrame,
  unsubscribeFrame,
])
export type ClientFrame = z.infer<typeof clientFrame>

export const welcomeFrame = z.object({
  type: z.literal('welcome'),
  protocol: z.literal(PROTOCOL_VERSION),
  server: z.object({
    version: z.string(),
    /** The build of the control panel that the gateway serves, where it serves one. */
    panel: z.string().optional(),
    /** The gateway's clock, in Unix milliseconds. */
    now: z.number().optional(),
  }),
  connectionId: z.string(),
  principal: principal.pick({ role: true, scopes: true }),
  limits: z.object({
    frameBytes: z.number().int(),
    subscriptions: z.number().int(),
    requestsPerSecond: z.number(),
  }),
})

export const responseFrame = z.discriminatedUnion('ok', [
  z.object({ type: z.literal('response'), id: requestId, ok: z.literal(true), result: z.unknown() }),
  z.object({ type: z.literal('response'), id: requestId, ok: z.literal(false), error: errorShape }),
])

/** `seq` grows by one per topic; `epoch` changes when the gateway restarts. */
export const eventFrame = z.object({
  type: z.literal('event'),
  topic: z.string(),
  epoch: z.string(),
  seq: z.number().int().nonnegative(),
  event: z.unknown(),
})

export const serverFrame = z.union([welcomeFrame, responseFrame, eventFrame])
export type ServerFrame = z.infer<typeof serverFrame>
