import type { Db } from '#db/client.ts'
import { findInboxEvent } from '#db/queries/inbox.ts'
import { AppError } from '#protocol/errors.ts'
import type { Channel, InboundMessage, WebhookAnswer, WebhookRequest } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import type { Hook, HookTable } from './hook-table.ts'
import { describePayload } from './payload.ts'
import { createPlaces, type ReadInPlace } from './places.ts'
import { type CheckDelivery, checkDelivery } from './signature.ts'

/** Largest body of a delivery, in bytes. */
const HOOK_BODY_LIMIT = 256 * 1024
/** Where a full queue is worth another try. */
const FULL_RETRY_MS = 60_000
/** A full queue is believed to be full for this long, so that a flood costs no writing. */
const FULL_FOR_MS = 1_000

/**
 * A request below `/hooks/` whose body has not been read yet. Rejects with `too_large` past the limit, and with the
 * reason of `cut` where that comes first: nothing of the body is held then.
 */
export interface HookRequest extends Omit<WebhookRequest, 'body'> {
  /** Without the query. */
  readonly path: string
  readBody(limit: number, cut: AbortSignal): Promise<Buffer>
}

export interface Hooks {
  /** Answers a request below `/hooks/`. Throws AppErrors; the caller maps them to statuses. */
  answer(request: HookRequest): Promise<WebhookAnswer>
}

/** Checked in place of an unknown hook, so that it takes as long as a known one. */
const NOBODY: Hook = { name: '-', auth: 'standard', secret: 'no sender knows this, and none is let in' }

/**
 * Webhooks: a delivery whose sender knows the secret becomes a message of the untrusted session of its
 * hook, stored before it is acknowledged. An unknown hook and a wrong signature get one answer.
 */
export function createHooks(deps: {
  clock: Clock
  table: () => HookTable
  /** Stores the message; rejects with `too_many` where its session is full. */
  submit: (message: InboundMessage) => Promise<void>
  db: Db
  findChannel: (name: string, account: string) => Pick<Channel, 'webhook'> | undefined
  /** Replaced by tests only, to show that the attacks would succeed without it. */
  check?: CheckDelivery
}): Hooks {
  const { db, clock, table, submit, check = checkDelivery } = deps
  const isStored = (event: Parameters<typeof findInboxEvent>[1]) => findInboxEvent(db, event) !== undefined
  const fullSince = new Map<string, number>()
  const amongStrangers = createPlaces(clock)
  const amongSenders = createPlaces(clock)

  function isFull(hook: string): boolean {
    const since = fullSince.get(hook)
    return since !== undefined && Math.abs(clock.now() - since) < FULL_FOR_MS
  }

  const read = (request: HookRequest, inPlace: ReadInPlace): Promise<Buffer> =>
    inPlace((cut) => request.readBody(HOOK_BODY_LIMIT, cut))

  /** Whether he showed the secret before his body: then no stranger can take his place. Takes as long for any name. */
  function isSender(hook: Hook | undefined, { headers }: HookRequest): boolean {
    const secret = hook?.auth === 'bearer' ? hook.secret : NOBODY.secret
    return check({ auth: 'bearer', secret }, { headers, body: Buffer.alloc(0) }, clock.now()) !== undefined
  }

  async function takeDelivery(request: HookRequest, name: string): Promise<WebhookAnswer> {
    const isKnown = isSender(table().hooks.get(name), request)
    const body = await read(request, isKnown ? amongSenders : amongStrangers)
    const hook = table().hooks.get(name)
    const ids = check(hook ?? NOBODY, { headers: request.headers, body }, clock.now())
    if (!hook || !ids) {
      throw new AppError('unauthenticated', 'There is no such webhook, or its signature is wrong or too old.')
    }
    const event = { channel: 'hook', account: 'default', eventId: `${hook.name} ${ids.eventId}` }
    if (isStored(event)) return DUPLICATE
    if (isFull(hook.name)) throw queueFull()
    await submit({
      ...event,
      messageId: ids.messageId,
      chatId: hook.name,
      chatKind: 'direct',
      senderId: hook.name,
      senderName: hook.name,
      text: describePayload({ hook: hook.name, headers: request.headers, body }),
      mode: 'follow-up',
    }).catch((cause: unknown) => {
      if (!(cause instanceof AppError) || cause.code !== 'too_many') throw cause
      fullSince.set(hook.name, clock.now())
      throw queueFull(cause)
    })
    return isStored(event) ? ACCEPTED : DUPLICATE
  }

  async function handToChannel(request: HookRequest, path: string[]): Promise<WebhookAnswer> {
    const [name = '', account = ''] = path
    const channel = path.length === 2 ? deps.findChannel(name, account) : undefined
    if (!channel?.webhook) throw nothingHere()
    return channel.webhook({
      method: request.method,
      headers: request.headers,
      query: request.query,
      body: await read(request, amongStrangers),
    })
  }

  return {
    async answer(request) {
      const [kind = '', ...rest] = request.path.slice('/hooks/'.length).split('/')
      if (kind === 'channel' && rest.length > 0) return handToChannel(request, rest)
      if (request.method !== 'POST' || rest.length > 0) throw nothingHere()
      return takeDelivery(request, kind)
    },
  }
}

const ACCEPTED: WebhookAnswer = answerJson(202, { status: 'accepted' })
const DUPLICATE: WebhookAnswer = answerJson(200, { status: 'duplicate' })

function answerJson(status: number, body: unknown): WebhookAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) }
}

const nothingHere = (): AppError => new AppError('not_found', 'There is no webhook here.')

function queueFull(cause?: AppError): AppError {
  return new AppError(
    'too_many',
    'Too many deliveries of this webhook wait for their answer. Send it later.',
    { cause, retryAfterMs: FULL_RETRY_MS },
  )
}
