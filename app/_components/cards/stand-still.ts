/** A thing that has just come into view must stand still this long before it can be pressed. */
export const STILL_MS = 500

/** What a browser has for it. */
export interface View {
  /** Tells whether the element is in view, at once and whenever that changes; the result ends it. */
  watch(changed: (isInView: boolean) => void): () => void
  /** Calls back once after so many milliseconds; the result takes it back. */
  after(ms: number, callback: () => void): () => void
}

/** Says true after half a second in view without a break, and false whenever that begins anew; the result ends it. */
export function standStill(view: View, say: (isStill: boolean) => void): () => void {
  let cancel = (): void => {}
  const unwatch = view.watch((isInView) => {
    cancel()
    say(false)
    cancel = isInView ? view.after(STILL_MS, () => say(true)) : () => {}
  })
  return () => {
    cancel()
    unwatch()
  }
}

/** `unseen`: it was not in view yet; `coming`: it is, but not for long; `seen`: for half a second at some time. */
export type Sight = 'unseen' | 'coming' | 'seen'

/** Follows something into view; once it was seen, it stays so. The result ends it. */
export function awaitSeen(view: View, say: (sight: Sight) => void): () => void {
  let wasSeen = false
  const watch: View['watch'] = (changed) =>
    view.watch((isInView) => {
      if (!wasSeen) say(isInView ? 'coming' : 'unseen')
      changed(isInView)
    })
  return standStill({ after: view.after, watch }, (isStill) => {
    if (!isStill || wasSeen) return
    wasSeen = true
    say('seen')
  })
}
