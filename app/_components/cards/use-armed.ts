import { type RefObject, useEffect, useState } from 'react'
import { awaitSeen, type Sight, standStill, type View } from './stand-still.ts'

const viewOf = (element: Element): View => ({
  watch(changed) {
    // On a busy page several changes come at once, the newest last.
    const observer = new IntersectionObserver((entries) => changed(entries.at(-1)?.isIntersecting === true))
    observer.observe(element)
    return () => observer.disconnect()
  },
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
})

/** False until the element has been in view for half a second: nobody presses what just slid under the finger. */
export function useArmed(element: RefObject<HTMLElement | null>): boolean {
  const [isArmed, setArmed] = useState(false)
  useEffect(() => (element.current ? standStill(viewOf(element.current), setArmed) : undefined), [element])
  return isArmed
}

/** Whether the element was in view, for half a second at any time. */
export function useSight(element: RefObject<HTMLElement | null>): Sight {
  const [sight, setSight] = useState<Sight>('coming')
  useEffect(() => (element.current ? awaitSeen(viewOf(element.current), setSight) : undefined), [element])
  return sight
}
