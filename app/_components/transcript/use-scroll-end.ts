import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Nearer than this to the end counts as at the end, in pixels. */
const NEAR = 48

/**
 * Keeps a growing list at its end for as long as its reader is there, and leaves a reader who scrolled
 * up alone. `firstId` is the first item's: where older ones come in front, what is read stays in place.
 */
export function useScrollEnd(options: {
  scroller: RefObject<HTMLElement | null>
  content: RefObject<HTMLElement | null>
  firstId: string | undefined
}): { isAtEnd: boolean; scrollToEnd: () => void } {
  const { scroller, content, firstId } = options
  const [isAtEnd, setAtEnd] = useState(true)
  const follows = useRef(true)
  const before = useRef({ firstId, height: 0, top: 0 })

  const scrollToEnd = useCallback(() => {
    const element = scroller.current
    if (!element) return
    follows.current = true
    setAtEnd(true)
    element.scrollTop = element.scrollHeight
  }, [scroller])

  useEffect(() => {
    const element = scroller.current
    const inner = content.current
    if (!element || !inner) return
    const onScroll = () => {
      const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR
      follows.current = isNear
      setAtEnd(isNear)
      before.current = { ...before.current, height: element.scrollHeight, top: element.scrollTop }
    }
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight
      before.current = { ...before.current, height: element.scrollHeight, top: element.scrollTop }
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    observer.observe(inner)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      observer.disconnect()
    }
  }, [scroller, content])

  useLayoutEffect(() => {
    const element = scroller.current
    const last = before.current
    before.current = { ...last, firstId }
    if (!element || last.firstId === undefined || last.firstId === firstId || follows.current) return
    element.scrollTop = last.top + element.scrollHeight - last.height
  }, [scroller, firstId])

  return { isAtEnd, scrollToEnd }
}
