import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useRef } from 'react'
import type { ChatMessage } from '#protocol/messages.ts'
import { estimateHeight } from './estimate-height.ts'

/** Pixels above the first message: room for the way to older ones. Fixed, so that nothing moves when it goes. */
export const HEAD = 56
/** Pixels between two messages. */
const GAP = 20
/** Messages that are drawn beyond each edge of the view. */
const BEYOND = 4

/** The messages of a long list that are in view, or close to it; only these are drawn. */
export interface Rows {
  readonly items: readonly VirtualItem[]
  /** Pixels above the first of them, and of the whole list. */
  readonly above: number
  readonly height: number
  readonly measure: (element: HTMLElement | null) => void
  /** Brings a message into the middle of the view. */
  readonly show: (index: number) => void
}

/** What is read stays in place where older messages come in front, and where what is above turns out larger. */
export function useRows(scroller: RefObject<HTMLElement | null>, messages: readonly ChatMessage[]): Rows {
  // The list of keys is read anew only where messages come or go, not with each word that is written.
  const present = useRef(messages)
  present.current = messages
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count: messages.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => present.current[index]?.id ?? index, []),
    estimateSize: (index) => estimateHeight(messages[index]),
    gap: GAP,
    overscan: BEYOND,
    scrollMargin: HEAD,
    anchorTo: 'end',
    // The end, however far: the messages there are in the list when it is drawn first, not after that.
    initialRect: { width: 0, height: innerHeight },
    initialOffset: Number.MAX_SAFE_INTEGER,
  })
  const items = virtualizer.getVirtualItems()
  return {
    items,
    above: (items[0]?.start ?? HEAD) - HEAD,
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    show: useCallback((index) => virtualizer.scrollToIndex(index, { align: 'center' }), [virtualizer]),
  }
}
