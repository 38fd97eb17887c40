/** How much is kept, in characters of what was read: some dozen long answers. */
const LIMIT = 200_000

/** Reads a text once and gives the same again, for as long as there is room for it: the last ones stay. */
export function createDrawn<Drawn>(read: (text: string) => Drawn): { get: (text: string) => Drawn } {
  const kept = new Map<string, Drawn>()
  let size = 0
  return {
    get(text) {
      const present = kept.get(text)
      if (present !== undefined) {
        kept.delete(text)
        kept.set(text, present)
        return present
      }
      const drawn = read(text)
      kept.set(text, drawn)
      size += text.length
      for (const [oldest] of kept) {
        if (size <= LIMIT) break
        kept.delete(oldest)
        size -= oldest.length
      }
      return drawn
    },
  }
}
