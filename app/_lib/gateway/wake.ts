/** Back online, or back in view. */
export function onWake(listener: () => void): () => void {
  const whenVisible = () => {
    if (document.visibilityState === 'visible') listener()
  }
  addEventListener('online', whenVisible)
  document.addEventListener('visibilitychange', whenVisible)
  return () => {
    removeEventListener('online', whenVisible)
    document.removeEventListener('visibilitychange', whenVisible)
  }
}
