import type { Update } from 'grammy/types'
import type { Clock } from '../../../clock.ts'
import type { ChannelState, WebhookAnswer, WebhookRequest } from '../../channel.ts'
import { createClient, type TelegramClient } from '../client.ts'
import { createRate, type Rate } from '../rate.ts'
import type { Bot } from '../read-update.ts'
import type { Link } from './link.ts'
import { readUpdates } from './polling.ts'
import { createTroubleReader } from './trouble.ts'
import { createWebhook } from './webhook.ts'

/** One start of the channel, until its stop. */
export interface Connection {
  readonly client: TelegramClient
  readonly rate: Rate
  /** The first state that says something. */
  readonly settled: Promise<void>
  /** When Telegram last answered or called as it should, in Unix milliseconds. */
  heardAt(): number | undefined
  webhook(request: WebhookRequest): Promise<WebhookAnswer>
  stop(): Promise<void>
}

/**
 * Keeps the way from Telegram open, by polling, or by a webhook where `webhookUrl` names one, and heals what
 * breaks until `stop`.
 */
export function openConnection(options: {
  token: string
  apiRoot: string
  webhookUrl: string | undefined
  /** How a token is set: the end of a sentence that asks for one. */
  setting: string
  clock: Clock
  take(update: Update, bot: Bot): Promise<void>
  meet(bot: Bot): void
  report(state: ChannelState): void
}): Connection {
  const { token, apiRoot, webhookUrl, setting, clock, take, meet } = options
  const settled = Promise.withResolvers<void>()
  const stopping = Promise.withResolvers<void>()
  const client = createClient({ token, apiRoot, clock })
  const rate = createRate(clock)
  const trouble = createTroubleReader({ clock, setting })
  let stopped = false
  let heardAt: number | undefined

  /** Nothing of an ended connection is said: another one may have begun. */
  function report(state: ChannelState): void {
    if (stopped) return
    options.report(state)
    settled.resolve()
  }

  const link: Link = {
    client,
    take,
    meet,
    hear(state = { kind: 'ready' }) {
      heardAt = clock.now()
      trouble.end()
      report(state)
    },
    async pause(ms) {
      const over = Promise.withResolvers<void>()
      const cancel = clock.after(ms, over.resolve)
      await Promise.race([over.promise, stopping.promise])
      cancel()
    },
    isStopped: () => stopped,
  }
  const webhook = webhookUrl === undefined ? undefined : createWebhook(token, webhookUrl, link)

  async function keepOpen(): Promise<void> {
    while (!stopped) {
      const begun = clock.now()
      try {
        await (webhook ? webhook.keep() : readUpdates(link))
      } catch (thrown) {
        if (stopped) return
        const { state, pauseMs } = trouble.read(thrown, clock.now() - begun)
        report(state)
        await link.pause(pauseMs)
      }
    }
  }
  const open = keepOpen()

  return {
    client,
    rate,
    settled: settled.promise,
    heardAt: () => heardAt,
    webhook: async (request) => (webhook ? webhook.answer(request) : { status: 404 }),
    async stop() {
      stopped = true
      client.close()
      rate.stop()
      stopping.resolve()
      settled.resolve()
      await open
    },
  }
}
