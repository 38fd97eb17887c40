import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Nearer than this to the end counts as at the end, in pixels. */
const NEAR = 48

/**
 * Keeps a growing list at its end for as long as its reader is there, and leaves a reader who scrolled up
 * alone. Only scrolling up leaves the end: growth, and places that turn out larger or smaller, never do.
 */
export function useScrollEnd(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): { isAtEnd: boolean; scrollToEnd: () => void; leaveEnd: () => void } {
  const [isAtEnd, setAtEnd] = useState(true)
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
    let lastHeight = element.scrollHeight
    const onScroll = () => {
      const { scrollTop: top, scrollHeight: height } = element
      if (isNearEnd(element)) follow(true)
      // A list that became shorter brings its reader up by itself.
      else if (top < lastTop && height >= lastHeight) follow(false)
      lastTop = top
      lastHeight = height
    }
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight
      lastHeight = element.scrollHeight
    })
    // Before the list draws what came into view: then it may be longer already.
    element.addEventListener('scroll', onScroll, { passive: true, capture: true })
    observer.observe(inner)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll, { capture: true })
      observer.disconnect()
    }
  }, [scroller, content, follow])

  const leaveEnd = useCallback(() => {
    follows.current = false
    // What comes into view may be at the end all the same.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => follow(scroller.current !== null && isNearEnd(scroller.current))),
    )
  }, [scroller, follow])

  return { isAtEnd, scrollToEnd, leaveEnd }
}

const isNearEnd = (element: HTMLElement): boolean =>
  element.scrollHeight - element.scrollTop - element.clientHeight < NEAR
