/** Calls back once the browser has nothing better to do, two seconds from now at the latest. */
export function onIdle(callback: () => void): () => void {
  // Safari has no such thing; there the first picture is out of the way after a moment.
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(callback, 300)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(callback, { timeout: 2_000 })
  return () => cancelIdleCallback(handle)
}
