import { startTransition, useEffect, useState } from 'react'

/** How many of `count` parts are to be drawn: one more at a time, so that keys and clicks wait for none but one. */
export function useGradually(count: number): number {
  const [drawn, setDrawn] = useState(0)
  const ready = Math.min(count, drawn + 1)
  useEffect(() => {
    if (ready > drawn) startTransition(() => setDrawn(ready))
  }, [ready, drawn])
  return ready
}
