import { LATE_MS, type Link, WANTED } from './link.ts'

/** How long Telegram holds a request that it has nothing for, in seconds. */
const POLL_SECONDS = 25
/** An empty answer that comes sooner is of a server that holds nothing: it is asked once in a while, in milliseconds. */
const HASTE_MS = 500
const UNHELD_PAUSE_MS = 1_000

/**
 * Reads updates until the channel stops; rejects at the first trouble. An update is confirmed, by asking for what
 * comes after it, when `take` has resolved.
 *
 * No position is kept from one connection to the next, and none is named without need: Telegram holds what was not
 * confirmed, may number anew after a quiet week, and would throw away what is below a number that is too
 * high. What comes twice is known by its number.
 */
export async function readUpdates({ client, take, meet, hear, pause, isStopped }: Link): Promise<void> {
  const bot = await client.ask(LATE_MS, (api, signal) => api.getMe(signal))
  meet(bot)
  // What a webhook was not called with is kept, and comes here.
  await client.ask(LATE_MS, (api, signal) => api.deleteWebhook({}, signal))
  let next: number | undefined
  // The first request is answered at once: it shows that the way is open.
  for (let timeout = 0; !isStopped(); timeout = POLL_SECONDS) {
    const position = next === undefined ? {} : { offset: next }
    const wish = { ...position, timeout, allowed_updates: WANTED }
    const asked = performance.now()
    const updates = await client.ask(timeout * 1_000 + LATE_MS, (api, signal) => api.getUpdates(wish, signal))
    next = undefined
    hear()
    if (updates.length === 0 && timeout > 0 && performance.now() - asked < HASTE_MS)
      await pause(UNHELD_PAUSE_MS)
    for (const update of updates) {
      if (isStopped()) return
      await take(update, bot)
      next = update.update_id + 1
    }
  }
}
