import { type RefObject, useEffect, useState } from 'react'

/** A thing that has just come into view must stand still this long before it can be pressed. */
const STILL_MS = 500

/** False until the element has been in view for half a second: nobody presses what just slid under the finger. */
export function useArmed(element: RefObject<HTMLElement | null>): boolean {
  const [isArmed, setArmed] = useState(false)
  useEffect(() => {
    const target = element.current
    if (!target) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const observer = new IntersectionObserver(([entry]) => {
      clearTimeout(timer)
      setArmed(false)
      if (entry?.isIntersecting) timer = setTimeout(() => setArmed(true), STILL_MS)
    })
    observer.observe(target)
    return () => {
      clearTimeout(timer)
      observer.disconnect()
    }
  }, [element])
  return isArmed
}
