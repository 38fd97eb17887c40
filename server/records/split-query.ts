/** Most words of a query that are looked at. */
const WORD_LIMIT = 20

/** The different words of a query in any language; Chinese and Japanese are split by dictionary. */
export function splitQuery(query: string): string[] {
  const segments = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(query)
  const words = new Set<string>()
  for (const { segment, isWordLike } of segments) {
    if (isWordLike) words.add(segment.toLowerCase())
    if (words.size === WORD_LIMIT) break
  }
  return [...words]
}
