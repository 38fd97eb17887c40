import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Nearer than this to the end counts as at the end, in pixels. */
const NEAR = 48
/** What moves so soon after a hand's movement was moved by it, in milliseconds. */
const HAND_MS = 1_000
/** So long after the last change of a size, in milliseconds, what moves was moved by somebody. */
const STEADY_MS = 300
const KEYS_UP = ['ArrowUp', 'PageUp', 'Home']

/**
 * Keeps a growing list at its end for as long as its reader is there, and leaves a reader who scrolled up
 * alone. Only scrolling up leaves the end: growth, and places that turn out larger or smaller, never do, although a
 * list that shrinks and grows before its next picture, or a place for it that does, looks as if somebody had scrolled
 * up. What a hand did not do counts only where nothing changes its size.
 * `isFar`: what stands at the end is out of view.
 */
export function useScrollEnd(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): { isAtEnd: boolean; isFar: boolean; scrollToEnd: () => void; leaveEnd: () => void } {
  const [isAtEnd, setAtEnd] = useState(true)
  const [isFar, setFar] = useState(false)
  const follows = useRef(true)

  const follow = useCallback((next: boolean) => {
    follows.current = next
    setAtEnd(next)
  }, [])
  const scrollToEnd = useCallback(() => {
    follow(true)
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight
  }, [scroller, follow])

  // Before the first picture, so that a long conversation is not drawn from its beginning.
  useLayoutEffect(scrollToEnd, [scrollToEnd])

  useEffect(() => {
    const element = scroller.current
    const inner = content.current
    if (!element || !inner) return
    let lastTop = element.scrollTop
    let size = sizeOf(element)
    let changedAt = performance.now()
    const hand = watchHand(element)
    const onScroll = () => {
      const isSteady = sizeOf(element) === size && performance.now() - changedAt > STEADY_MS
      if (isNearEnd(element)) follow(true)
      else if (element.scrollTop < lastTop && (isSteady || hand.hasMoved())) follow(false)
      else if (follows.current) element.scrollTop = element.scrollHeight
      lastTop = element.scrollTop
      setFar(isFarFromEnd(element))
    }
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight
      size = sizeOf(element)
      changedAt = performance.now()
      setFar(isFarFromEnd(element))
    })
    // Before the list draws what came into view: then it may be longer already.
    element.addEventListener('scroll', onScroll, { passive: true, capture: true })
    observer.observe(inner)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll, { capture: true })
      observer.disconnect()
      hand.stop()
    }
  }, [scroller, content, follow])

  const leaveEnd = useCallback(() => {
    follows.current = false
    // What comes into view may be at the end all the same.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => follow(scroller.current !== null && isNearEnd(scroller.current))),
    )
  }, [scroller, follow])

  return { isAtEnd, isFar, scrollToEnd, leaveEnd }
}

const sizeOf = (element: HTMLElement): string => `${element.scrollHeight}/${element.clientHeight}`

const restOf = (element: HTMLElement): number =>
  element.scrollHeight - element.scrollTop - element.clientHeight

const isNearEnd = (element: HTMLElement): boolean => restOf(element) < NEAR

/** So far that what stands at the end, as the buttons of a card, is not in view. */
const isFarFromEnd = (element: HTMLElement): boolean => restOf(element) > element.clientHeight / 2

/** Tells whether somebody has just moved an element towards its beginning, by wheel, touch, key or scrollbar. */
function watchHand(element: HTMLElement): { hasMoved(): boolean; stop(): void } {
  let movedAt = -HAND_MS
  const listeners = new AbortController()
  const on = <Kind extends keyof HTMLElementEventMap>(
    kind: Kind,
    isUp: (event: HTMLElementEventMap[Kind]) => boolean,
    place = element,
  ) =>
    place.addEventListener(
      kind,
      (event) => {
        if (isUp(event)) movedAt = performance.now()
      },
      { passive: true, signal: listeners.signal },
    )
  on('wheel', (event) => event.deltaY < 0)
  on('touchmove', () => true)
  // Keys move the list that was pressed last, whether or not it has the focus.
  on('keydown', (event) => isKeyUp(event) && !isField(event.target), document.body)
  on('focusin', ({ target }) => target instanceof Element && target.matches(':focus-visible'))
  // On the element itself and nothing in it: that is its scrollbar. Text that is selected beyond the edge scrolls, too.
  on('pointerdown', (event) => event.target === element)
  on('pointermove', (event) => event.buttons > 0)
  return { hasMoved: () => performance.now() - movedAt < HAND_MS, stop: () => listeners.abort() }
}

const isKeyUp = ({ key, shiftKey }: KeyboardEvent): boolean =>
  KEYS_UP.includes(key) || (key === ' ' && shiftKey)

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
