/** Nobody reads faster than words that grow so often, in milliseconds, and each time costs a layout of the page. */
const PACE_MS = 40
/** Hidden pages get no frames; their state still moves on. */
const HIDDEN_MS = 100

/** What of a browser's window tells when to draw. */
export interface Frames {
  requestAnimationFrame(draw: (now: number) => void): unknown
  readonly document: { readonly visibilityState: string }
}

/** Draws at the next frame that is at least `PACE_MS` after the one it drew before. */
export function createPace(frames: Frames): (draw: () => void) => void {
  let drawnAt = Number.NEGATIVE_INFINITY
  const drawInTime = (draw: () => void): void => {
    frames.requestAnimationFrame((now) => {
      if (now - drawnAt < PACE_MS) return drawInTime(draw)
      drawnAt = now
      draw()
    })
  }
  return (draw) => {
    if (frames.document.visibilityState === 'hidden') setTimeout(draw, HIDDEN_MS)
    else drawInTime(draw)
  }
}
