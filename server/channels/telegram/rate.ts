import type { Clock } from '../../clock.ts'

/**
 * What Telegram asks of a bot: about 30 messages a second in all, one a second in a chat, 20 a minute in a
 * group; edits count. (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; each
 * token has limits of its own.) A little less is taken, since calls bunch up on their way.
 */
const OVERALL = { most: 25, windowMs: 1_000 } as const
const CHAT_GAP_MS = 1_150
const GROUP = { most: 20, windowMs: 62_000 } as const
/** What previews leave over for the answers themselves. */
const KEPT = { overall: 9, group: 5 } as const
/** So many chats may be remembered before those that are quiet are forgotten. */
const MOST_QUIET_CHATS = 500

/** The pace of one bot account. Chats are the platform's ids; a group's is negative. */
export interface Rate {
  /**
   * Resolves when one more message may go into the chat, in the order of asking. Chats take turns: one that
   * has much to say holds up no other. Resolves also when the account stops.
   */
  turn(chatId: string): Promise<void>
  /** Takes a turn for what may be left out, as an edit on the way; false where there is none to spare now. */
  spare(chatId: string): boolean
  /** The message that had the last turn there has arrived: Telegram counts from then, however long it took on its way. */
  arrived(chatId: string): void
  /** Telegram answered 429: nothing goes there for so long, and nothing anywhere where a second chat is told so. */
  slower(chatId: string, retryAfterMs: number): void
  stop(): void
}

interface Pause {
  readonly from: number
  readonly ms: number
}

const NO_PAUSE: Pause = { from: 0, ms: 0 }

interface Sent {
  at: number
}

interface Chat {
  /** When messages went there, oldest first, as far back as a limit looks. */
  sent: Sent[]
  pause: Pause
  readonly waiting: (() => void)[]
}

export function createRate(clock: Clock): Rate {
  const chats = new Map<string, Chat>()
  let sent: Sent[] = []
  let pause = NO_PAUSE
  let stopped = false
  let cancelTimer = () => {}

  function chatOf(chatId: string): Chat {
    const known = chats.get(chatId)
    if (known) return known
    if (chats.size >= MOST_QUIET_CHATS) forgetQuiet()
    const chat: Chat = { sent: [], pause: NO_PAUSE, waiting: [] }
    chats.set(chatId, chat)
    return chat
  }

  function forgetQuiet(): void {
    const now = clock.now()
    for (const [chatId, chat] of chats) {
      const isQuiet = (chat.sent.at(-1)?.at ?? 0) + GROUP.windowMs < now && left(chat.pause, now) === 0
      if (isQuiet && chat.waiting.length === 0) chats.delete(chatId)
    }
  }

  /** Milliseconds until the chat may have a message. `kept` of each limit are left for others. */
  function waitOf(chatId: string, chat: Chat, kept: { overall: number; group: number }): number {
    const now = clock.now()
    sent = within(sent, OVERALL.windowMs, now)
    chat.sent = within(chat.sent, GROUP.windowMs, now)
    const last = chat.sent.at(-1)
    return Math.max(
      left(pause, now),
      left(chat.pause, now),
      last === undefined ? 0 : last.at + CHAT_GAP_MS - now,
      untilFree(sent, OVERALL.most - kept.overall, { windowMs: OVERALL.windowMs, now }),
      isGroup(chatId) ? untilFree(chat.sent, GROUP.most - kept.group, { windowMs: GROUP.windowMs, now }) : 0,
    )
  }

  function note(chat: Chat): void {
    const one: Sent = { at: clock.now() }
    sent.push(one)
    chat.sent.push(one)
  }

  /** Lets go who may go, each chat once before any of them twice, and sets a timer for the next. */
  function pump(): void {
    cancelTimer()
    let next = Number.POSITIVE_INFINITY
    for (const [chatId, chat] of [...chats]) {
      if (chat.waiting.length === 0) continue
      const wait = waitOf(chatId, chat, { overall: 0, group: 0 })
      if (wait > 0) {
        next = Math.min(next, wait)
        continue
      }
      note(chat)
      chat.waiting.shift()?.()
      chats.delete(chatId)
      chats.set(chatId, chat)
      if (chat.waiting.length > 0) next = Math.min(next, CHAT_GAP_MS)
    }
    if (Number.isFinite(next)) cancelTimer = clock.after(next, pump)
  }

  return {
    turn(chatId) {
      if (stopped) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      chatOf(chatId).waiting.push(resolve)
      pump()
      return promise
    },
    spare(chatId) {
      const chat = chatOf(chatId)
      if (stopped || chat.waiting.length > 0 || waitOf(chatId, chat, KEPT) > 0) return false
      note(chat)
      return true
    },
    arrived(chatId) {
      const last = chats.get(chatId)?.sent.at(-1)
      if (last) last.at = clock.now()
    },
    slower(chatId, retryAfterMs) {
      const now = clock.now()
      const isSecond = [...chats].some(([other, chat]) => other !== chatId && left(chat.pause, now) > 0)
      const wish: Pause = { from: now, ms: retryAfterMs }
      const chat = chatOf(chatId)
      if (left(chat.pause, now) < retryAfterMs) chat.pause = wish
      if (isSecond && left(pause, now) < retryAfterMs) pause = wish
      pump()
    },
    stop() {
      stopped = true
      cancelTimer()
      for (const chat of chats.values()) for (const resolve of chat.waiting.splice(0)) resolve()
    },
  }
}

const isGroup = (chatId: string): boolean => chatId.startsWith('-')

/** Nothing where the clock was set back to before it began. */
const left = ({ from, ms }: Pause, now: number): number => (from > now ? 0 : Math.max(0, from + ms - now))

/** Those that a limit still counts; times to come are of a clock that was set back, and count no more. */
const within = (times: readonly Sent[], windowMs: number, now: number): Sent[] =>
  times.filter(({ at }) => at <= now && at + windowMs > now)

function untilFree(
  times: readonly Sent[],
  most: number,
  { windowMs, now }: { windowMs: number; now: number },
): number {
  const leaving = times.toSorted((one, other) => one.at - other.at)[times.length - most]
  return leaving === undefined ? 0 : leaving.at + windowMs - now
}
