/** The newest events of a topic, for whoever was away for a moment. */
export interface Recent {
  add(frame: Buffer): void
  /** The last `count` frames, oldest first; undefined where some of them are gone or never were. */
  last(count: number): Buffer[] | undefined
}

/** What a client may have missed and still continue: this many events, this many bytes. */
const RECENT_EVENTS = 2_000
const RECENT_BYTES = 2 * 1024 * 1024

export function createRecent(): Recent {
  const frames: Buffer[] = []
  let bytes = 0
  return {
    add(frame) {
      frames.push(frame)
      bytes += frame.length
      if (frames.length <= RECENT_EVENTS && bytes <= RECENT_BYTES) return
      // Half is dropped at once: moving the array for each event would cost more than the events do.
      for (const old of frames.splice(0, Math.ceil(frames.length / 2))) bytes -= old.length
    },
    last(count) {
      if (count < 0 || count > frames.length) return undefined
      return count === 0 ? [] : frames.slice(-count)
    },
  }
}
