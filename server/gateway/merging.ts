import type { Clock } from '../clock.ts'
import type { TopicEvent } from '../events.ts'

/** How long the pieces of a text are gathered. A screen shows two frames in that time. */
const GATHER_MS = 33

type ChunkEvent = Extract<TopicEvent, { type: 'chunk' }>
type DeltaEvent = ChunkEvent & {
  chunk: Extract<ChunkEvent['chunk'], { type: 'text-delta' | 'reasoning-delta' }>
}

export interface Merging {
  /** Passes the event on, at once or joined with the ones that follow it closely. Order stays. */
  take(event: TopicEvent): void
  /** Passes on what is held back. */
  flush(): void
  /** Drops what is held back. */
  stop(): void
}

/**
 * Joins the pieces of one text that come within 33 ms of each other. The first after a pause passes at
 * once, for it is what a person waits for, and so does the first of a new run; whatever is no such piece passes at once and takes along what
 * was held back before it.
 */
export function createMerging(clock: Clock, pass: (event: TopicEvent) => void): Merging {
  const state: { held: DeltaEvent | undefined; closeWindow: (() => void) | undefined } = {
    held: undefined,
    closeWindow: undefined,
  }

  const flush = (): void => {
    const { held } = state
    state.held = undefined
    if (held) pass(held)
  }

  const openWindow = (): void => {
    state.closeWindow = clock.after(GATHER_MS, () => {
      state.closeWindow = undefined
      if (!state.held) return
      openWindow()
      flush()
    })
  }

  const closeWindow = (): void => {
    state.closeWindow?.()
    state.closeWindow = undefined
  }

  return {
    take(event) {
      if (!isDelta(event)) {
        flush()
        if (event.type === 'run-start') closeWindow()
        pass(event)
      } else if (!state.closeWindow) {
        openWindow()
        pass(event)
      } else if (state.held && belongTogether(state.held, event)) {
        const delta = state.held.chunk.delta + event.chunk.delta
        state.held = { ...state.held, chunk: { ...state.held.chunk, delta } }
      } else {
        flush()
        state.held = event
      }
    },
    flush,
    stop() {
      closeWindow()
      state.held = undefined
    },
  }
}

function isDelta(event: TopicEvent): event is DeltaEvent {
  return (
    event.type === 'chunk' && (event.chunk.type === 'text-delta' || event.chunk.type === 'reasoning-delta')
  )
}

function belongTogether(first: DeltaEvent, second: DeltaEvent): boolean {
  const [a, b] = [first.chunk, second.chunk]
  const isPlain = a.providerMetadata === undefined && b.providerMetadata === undefined
  return isPlain && first.runId === second.runId && a.type === b.type && a.id === b.id
}
