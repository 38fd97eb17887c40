import { foldWord, listWords, type SearchTerm } from '#db/search-text.ts'
import { plainText } from './plain-text.ts'

/** Plain text without markdown's marks around the first hit; `ranges` are [start, end) in UTF-16 units of it, in order. */
export interface Snippet {
  readonly snippet: string
  readonly ranges: [number, number][]
}

/** Characters before the first hit, and in all. */
const BEFORE = 40
const LENGTH = 200

/** Cuts out what shows best why a message was found, and says where in it the terms stand. */
export function createSnippet(markdown: string, terms: readonly SearchTerm[]): Snippet {
  const words = plainText(markdown)
  const found = findHits(words, terms)
  // What was found may stand in an address or another mark that is not shown otherwise.
  const text = found.length > 0 ? words : markdown
  const hits = found.length > 0 ? found : findHits(markdown, terms)
  const first = hits[0]?.[0] ?? 0
  const from = atCharacter(text, text.length <= LENGTH ? 0 : Math.max(0, first - BEFORE))
  const to = atCharacter(text, Math.min(text.length, from + LENGTH))
  const opening = from > 0 ? '…' : ''
  const shift = opening.length - from
  return {
    snippet: opening + text.slice(from, to).replace(/\s/g, ' ') + (to < text.length ? '…' : ''),
    ranges: hits
      .filter(([start, end]) => start >= from && end <= to)
      .map(([start, end]) => [start + shift, end + shift]),
  }
}

/** Never between the two halves of one character. */
function atCharacter(text: string, index: number): number {
  const unit = text.charCodeAt(index)
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index
}

function findHits(text: string, terms: readonly SearchTerm[]): [number, number][] {
  const hits = [
    ...terms.filter(({ column }) => column === 'pairs').flatMap((term) => findRuns(text, term.text)),
    ...findWords(text, terms.filter(({ column }) => column === 'words').map(toFolded)),
  ].toSorted((a, b) => a[0] - b[0] || b[1] - a[1])
  const apart: [number, number][] = []
  for (const hit of hits) if (hit[0] >= (apart.at(-1)?.[1] ?? 0)) apart.push(hit)
  return apart
}

const toFolded = (term: SearchTerm) => ({ ...term, text: foldWord(term.text) })

function findRuns(text: string, run: string): [number, number][] {
  const hits: [number, number][] = []
  for (let at = text.indexOf(run); at >= 0; at = text.indexOf(run, at + run.length)) {
    hits.push([at, at + run.length])
  }
  return hits
}

function findWords(text: string, terms: readonly SearchTerm[]): [number, number][] {
  if (terms.length === 0) return []
  return listWords(text).flatMap(({ word, index }) => {
    const folded = foldWord(word)
    const term = terms.find((candidate) =>
      candidate.isPrefix ? folded.startsWith(candidate.text) : folded === candidate.text,
    )
    if (!term) return []
    const length = folded.length === word.length ? term.text.length : word.length
    return [[index, index + length] satisfies [number, number]]
  })
}
