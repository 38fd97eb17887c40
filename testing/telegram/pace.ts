import type { Params } from './chats.ts'
import { Refusal } from './refusal.ts'

/** Messages a second in all, in a chat, and a minute in a group (https://core.telegram.org/bots/faq). */
const OVERALL = { most: 30, windowMs: 1_000 } as const
const CHAT = { most: 1, windowMs: 1_000 } as const
const GROUP = { most: 20, windowMs: 60_000 } as const

/** Methods that put something into a chat or change it there. */
const COUNTED = /^(send(?!ChatAction|MessageDraft)|edit|copy|forward)/

/** Refuses what goes beyond the limits, with the seconds to wait. Only what was taken counts. */
export function createPace() {
  const taken: { chatId: number; at: number }[] = []

  return {
    check(method: string, params: Params): void {
      if (!COUNTED.test(method)) return
      const at = performance.now()
      const chatId = Number(params.chat_id)
      const here = taken.filter((one) => one.chatId === chatId)
      const waits = [
        left(taken, OVERALL, at),
        left(here, CHAT, at),
        ...(chatId < 0 ? [left(here, GROUP, at)] : []),
      ]
      const wait = Math.ceil(Math.max(...waits) / 1_000)
      if (wait > 0) {
        throw new Refusal(429, `Too Many Requests: retry after ${wait}`, { retry_after: wait })
      }
      taken.push({ chatId, at })
    },
  }
}

/** Milliseconds until another one fits. */
function left(
  times: readonly { at: number }[],
  { most, windowMs }: { most: number; windowMs: number },
  now: number,
): number {
  const leaving = times.at(-most)
  return leaving === undefined ? 0 : Math.max(0, leaving.at + windowMs - now)
}
