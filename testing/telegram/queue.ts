import { Refusal } from './refusal.ts'

export interface Update {
  readonly update_id: number
  readonly [kind: string]: unknown
}

interface Poll {
  readonly offset: number
  readonly limit: number
  readonly timeoutMs: number
}

/**
 * The updates that wait for the bot. One stays until a poll asks for a higher offset. Unlike Telegram this hands
 * out every kind, whatever `allowed_updates` says: an adapter has to hold against all of them.
 */
export function createUpdateQueue() {
  const known = new Map<number, object>()
  let waiting: Update[] = []
  let again: Update[] = []
  let lastId = 100_000
  let confirmed = 0
  let reorders = 0
  let wake: (() => void) | undefined
  let tell: (() => void) | undefined
  let terminate: ((cause: Refusal) => void) | undefined

  function handOut({ offset, limit }: Poll): Update[] {
    if (offset > 0) {
      confirmed = Math.max(confirmed, offset)
      waiting = waiting.filter(({ update_id }) => update_id >= offset)
    }
    const fresh = offset < 0 ? waiting.slice(offset) : waiting
    const updates = [...again, ...fresh].slice(0, limit)
    again = again.slice(updates.length)
    if (updates.length > 1 && reorders > 0) {
      reorders -= 1
      updates.reverse()
    }
    return updates
  }

  return {
    push(update: object): number {
      lastId += 1
      known.set(lastId, update)
      waiting.push({ update_id: lastId, ...update })
      wake?.()
      tell?.()
      return lastId
    },
    /** Waits until there is something, the time is up, or the client has gone. A later poll ends this one with 409. */
    async poll(poll: Poll, gone: AbortSignal): Promise<Update[]> {
      terminate?.(
        new Refusal(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        ),
      )
      const ready = handOut(poll)
      if (ready.length > 0 || poll.timeoutMs <= 0) return ready
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, poll.timeoutMs)
      gone.addEventListener('abort', () => resolve(), { once: true })
      wake = resolve
      terminate = reject
      try {
        await promise
      } finally {
        clearTimeout(timer)
        if (wake === resolve) wake = undefined
        if (terminate === reject) terminate = undefined
      }
      return gone.aborted ? [] : handOut(poll)
    },
    /** What a webhook is to be called with next; `confirm` each of them. */
    peek: (limit: number): Update[] => handOut({ offset: 0, limit, timeoutMs: 0 }),
    confirm(updateId: number): void {
      waiting = waiting.filter(({ update_id }) => update_id !== updateId)
      confirmed = Math.max(confirmed, updateId + 1)
    },
    /** Ends the poll that waits, as Telegram does where a webhook is set meanwhile. */
    terminate: (cause: Refusal): void => terminate?.(cause),
    /** Calls back at each update that comes; one listener. */
    onPush(listener: () => void): void {
      tell = listener
    },
    /** Hands this update out once more, confirmed or not. */
    redeliver(updateId: number): void {
      const update = known.get(updateId)
      if (!update) throw new Error(`There is no update ${updateId}.`)
      again.push({ update_id: updateId, ...update })
      wake?.()
      tell?.()
    },
    /** The next answer with several updates has them the other way round. */
    reorder(): void {
      reorders += 1
    },
    /** Updates that were not confirmed yet. */
    pending: (): number => waiting.length,
    clear(): void {
      waiting = []
    },
    confirmedOffset: () => confirmed,
    stop: () => wake?.(),
  }
}
