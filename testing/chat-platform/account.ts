import type { Chance } from './chance.ts'
import type { AcceptedMessage, PlatformHabits, PlatformUpdate } from './wire.ts'

export type NewUpdate = Omit<PlatformUpdate, 'cursor' | 'eventId' | 'messageId'>

export type Answer =
  | { kind: 'taken'; messageId: string }
  | { kind: 'taken-unanswered' }
  | { kind: 'refused'; retryAfterMs: number }

/** Who waits for updates is told at the latest after this many milliseconds that there are none. */
const LONGEST_WAIT_MS = 2_000

/** One bot account: its stream of updates, which stay until they are confirmed, and what it was given to send. */
export function createAccount(name: string, deps: { habits: () => PlatformHabits; chance: Chance }) {
  const updates: PlatformUpdate[] = []
  const accepted: AcceptedMessage[] = []
  const waiting = new Set<() => void>()
  let confirmed = 0
  /** The last place in the stream that was handed out: what stands there never changes any more. */
  let handedOut = 0
  let messages = 0
  let repeated = 0

  function append(update: Omit<PlatformUpdate, 'cursor'>): void {
    updates.push({ ...update, cursor: updates.length + 1 })
  }

  /** What the platform saw before, under the same event or another one. */
  function repeat(): void {
    const { repeatEvent, repeatMessage } = deps.habits()
    const roll = deps.chance()
    if (roll >= repeatEvent + repeatMessage) return
    const earlier = updates[Math.max(0, updates.length - 1 - Math.floor(deps.chance() * 8))]
    if (!earlier) return
    repeated += 1
    const eventId = roll < repeatEvent ? earlier.eventId : `${name}-event-again-${updates.length + 1}`
    append({ ...earlier, eventId })
  }

  function swapLast(): void {
    const [before, last] = updates.slice(-2)
    if (!before || !last || before.chatId === last.chatId || before.cursor <= handedOut) return
    if (deps.chance() >= deps.habits().reorder) return
    updates.splice(-2, 2, { ...last, cursor: before.cursor }, { ...before, cursor: last.cursor })
  }

  return {
    write(update: NewUpdate): string {
      messages += 1
      const messageId = `${name}-message-${messages}`
      append({ ...update, eventId: `${name}-event-${updates.length + 1}`, messageId })
      swapLast()
      repeat()
      for (const tell of waiting) tell()
      return messageId
    },
    /** Confirms everything before `offset` and resolves with what follows, as soon as there is something. */
    async read(offset: number): Promise<PlatformUpdate[]> {
      confirmed = Math.max(confirmed, Math.min(offset - 1, updates.length))
      if (confirmed === updates.length) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(done, LONGEST_WAIT_MS)
          function done(): void {
            clearTimeout(timer)
            waiting.delete(done)
            resolve()
          }
          waiting.add(done)
        })
      }
      const batch = updates.slice(confirmed, confirmed + 20)
      handedOut = Math.max(handedOut, confirmed + batch.length)
      return batch
    },
    send(message: { chatId: string; text: string; key: string }): Answer {
      const { refuse, dropAnswer, knowsKeys } = deps.habits()
      if (deps.chance() < refuse) return { kind: 'refused', retryAfterMs: 20 }
      const known = knowsKeys ? accepted.find((other) => other.key === message.key) : undefined
      const messageId = known?.messageId ?? `${name}-out-${accepted.length + 1}`
      if (!known) accepted.push({ ...message, messageId })
      return deps.chance() < dropAnswer ? { kind: 'taken-unanswered' } : { kind: 'taken', messageId }
    },
    report: () => ({ updates: updates.length, confirmed, repeated, accepted }),
    /** Lets everyone go who waits. */
    release(): void {
      for (const tell of waiting) tell()
    },
  }
}
