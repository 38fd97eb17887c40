import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Update } from 'grammy/types'
import type { ChannelState, WebhookAnswer, WebhookRequest } from '../../channel.ts'
import type { Bot } from '../read-update.ts'
import { LATE_MS, type Link, WANTED } from './link.ts'
import { NOT_STORED, NotStored, TakenOver } from './trouble.ts'

/** How often Telegram is asked how its calls went, in milliseconds: silence alone says nothing. */
const CHECK_MS = 20_000
/** So many checks in a row that show failed calls are no hiccup. */
const MOST_FAILED_CHECKS = 3

export interface Webhook {
  /** Sets the webhook and watches over it until the channel stops; rejects at the first trouble. */
  keep(): Promise<void>
  /** Answers a call of Telegram's, after what it brought is stored. */
  answer(request: WebhookRequest): Promise<WebhookAnswer>
}

/**
 * Updates by webhook. Telegram calls `url` with a secret that is made of the token, so that it is the same
 * after a restart and nobody has to keep it. One call at a time, so that messages come in order. The webhook
 * stays set while the gateway does not run: Telegram then tries again for a day.
 */
export function createWebhook(token: string, url: string, link: Link): Webhook {
  const { client, take, meet, hear, pause, isStopped } = link
  const secret = createHmac('sha256', token).update('openclaw telegram webhook').digest('base64url')
  let bot: Bot | undefined

  const set = (): Promise<true> =>
    client.ask(LATE_MS, (api, signal) =>
      api.setWebhook(url, { secret_token: secret, max_connections: 1, allowed_updates: WANTED }, signal),
    )

  return {
    async keep() {
      bot = await client.ask(LATE_MS, (api, signal) => api.getMe(signal))
      meet(bot)
      await set()
      hear()
      let seen = 0
      for (let failed = 0; !isStopped(); ) {
        await pause(CHECK_MS)
        if (isStopped()) return
        const info = await client.ask(LATE_MS, (api, signal) => api.getWebhookInfo(signal))
        if (info.url !== url) throw new TakenOver('Another program has set a webhook.')
        const { last_error_date: failedAt = 0, last_error_message: reason = '', pending_update_count } = info
        // The first look tells only what was before, and Telegram's clock is not ours.
        const isFailing = pending_update_count > 0 && failedAt > seen && seen > 0
        failed = isFailing ? failed + 1 : 0
        seen = Math.max(failedAt, 1)
        hear(isFailing ? failing(reason, { url, isLasting: failed >= MOST_FAILED_CHECKS }) : undefined)
      }
    },
    async answer({ method, headers, body }) {
      if (method !== 'POST' || !isSame(headers['x-telegram-bot-api-secret-token'] ?? '', secret)) {
        return { status: 401 }
      }
      const update = parse(body)
      if (!update) return { status: 400 }
      if (!bot || isStopped()) return { status: 503 }
      try {
        await take(update, bot)
      } catch (cause) {
        if (!(cause instanceof NotStored)) throw cause
        hear(NOT_STORED)
        return { status: 503 }
      }
      hear()
      return { status: 200 }
    },
  }
}

function failing(
  reason: string,
  { url, isLasting }: { url: string; isLasting: boolean },
): Extract<ChannelState, { reason: string }> {
  const said = `Telegram can't hand over messages: ${reason.slice(0, 200)}`
  if (!isLasting) return { kind: 'degraded', reason: said, code: 'webhook-failing' }
  return {
    kind: 'needs-action',
    reason: said,
    fix: `Look whether ${url} leads to this gateway from outside: the tunnel must run and keep the Host header. Or set channels.telegram.mode to "polling".`,
    code: 'webhook-failing',
  }
}

function parse(body: Buffer): Update | undefined {
  try {
    const update = JSON.parse(body.toString('utf8')) as Partial<Update> | null
    return typeof update?.update_id === 'number' ? (update as Update) : undefined
  } catch {
    return undefined
  }
}

/** In the same time wherever they differ. */
const isSame = (given: string, expected: string): boolean => timingSafeEqual(digest(given), digest(expected))
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
