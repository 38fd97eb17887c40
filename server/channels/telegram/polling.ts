import type { Update } from 'grammy/types'
import type { ChannelState } from '../channel.ts'
import type { TelegramClient } from './client.ts'
import type { Bot } from './read-update.ts'
import { findTrouble } from './trouble.ts'

/** How long Telegram holds a request that it has nothing for, in seconds. */
const POLL_SECONDS = 25
/** How late an answer may be before the connection counts as deaf, in milliseconds. */
const LATE_MS = 8_000

/**
 * Reads updates until `close` of the client, and heals what breaks. An update is confirmed, by asking for
 * what comes after it, when `take` has resolved. Never rejects.
 *
 * No position is kept from one run to the next, and none is named without need: Telegram holds what was not
 * confirmed, may number anew after a quiet week, and would throw away what is below a number that is too
 * high. What comes twice is known by its number.
 */
export async function readUpdates(deps: {
  client: TelegramClient
  /** How a token is set: the end of a sentence that asks for one. */
  setting: string
  take(update: Update, bot: Bot): Promise<void>
  /** Hears who we are there. */
  meet(bot: Bot): void
  report(state: ChannelState): void
  /** Resolves after so long, or when the channel stops. */
  pause(ms: number): Promise<void>
  isStopped(): boolean
}): Promise<void> {
  const { client, take, meet, report, pause, isStopped, setting } = deps
  let attempts = 0

  async function read(): Promise<void> {
    const bot = await client.ask(LATE_MS, (api, signal) => api.getMe(signal))
    meet(bot)
    await client.ask(LATE_MS, (api, signal) => api.deleteWebhook({}, signal))
    let next: number | undefined
    // The first request is answered at once: it shows that the way is open.
    for (let timeout = 0; !isStopped(); timeout = POLL_SECONDS) {
      const position = next === undefined ? {} : { offset: next }
      const wish = { ...position, timeout, allowed_updates: ['message' as const] }
      const updates = await client.ask(timeout * 1_000 + LATE_MS, (api, signal) =>
        api.getUpdates(wish, signal),
      )
      next = undefined
      attempts = 0
      report({ kind: 'ready' })
      for (const update of updates) {
        if (isStopped()) return
        await take(update, bot)
        next = update.update_id + 1
      }
    }
  }

  while (!isStopped()) {
    try {
      await read()
    } catch (thrown) {
      if (isStopped()) return
      const { state, pauseMs } = findTrouble(thrown, { attempts, setting })
      attempts += 1
      report(state)
      await pause(pauseMs)
    }
  }
}
