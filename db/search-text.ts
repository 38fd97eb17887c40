/** Scripts written without spaces: they are searched by overlapping pairs of characters. */
const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\u30FC'
const CJK_RUN = new RegExp(`[${CJK}]+`, 'gu')
const RUN = new RegExp(`(?<cjk>[${CJK}]+)|(?<word>(?:(?![${CJK}])[\\p{L}\\p{N}\\p{M}])+)`, 'gu')

/** Characters of one message that are indexed; the rest is kept, and not found. */
const TEXT_LIMIT = 200_000
const QUERY_LIMIT = 500
const TERM_LIMIT = 16

/** One word to be found: `pairs` for CJK, else `words`. `isPrefix`: may go on with other letters. */
export interface SearchTerm {
  readonly column: 'words' | 'pairs'
  /** As it was typed, in its normal form. */
  readonly text: string
  readonly isPrefix: boolean
}

/** A message's text as the two columns of the index hold it. */
export function splitForIndex(text: string): { words: string; pairs: string } {
  const normal = text.slice(0, TEXT_LIMIT).normalize('NFKC')
  const pairs = Array.from(normal.matchAll(CJK_RUN), ([run]) => pairUp(run).join(' '))
  return { words: normal.replace(CJK_RUN, ' '), pairs: pairs.join(' ') }
}

/** "两字词" → 两字 字词 词. The last one alone lets a single character be found wherever it stands. */
function pairUp(run: string): string[] {
  const characters = [...run]
  return characters.map((character, index) => character + (characters[index + 1] ?? ''))
}

/** What a query asks for: every term has to be there, the last one may be the beginning of a word. */
export function parseQuery(query: string): SearchTerm[] {
  const runs = [...query.slice(0, QUERY_LIMIT).normalize('NFKC').matchAll(RUN)].slice(0, TERM_LIMIT)
  return runs.map(({ groups }, index) => {
    const cjk = groups?.cjk
    if (cjk !== undefined) return { column: 'pairs', text: cjk, isPrefix: [...cjk].length === 1 }
    return { column: 'words', text: groups?.word ?? '', isPrefix: index === runs.length - 1 }
  })
}

/** The query in the language of FTS5. Terms hold letters and digits only, and are quoted all the same. */
export function toMatch(terms: readonly SearchTerm[], sessionId: string | undefined): string {
  const parts = terms.map(({ column, text, isPrefix }) => {
    const tokens = column === 'pairs' && !isPrefix ? pairUp(text).slice(0, -1).join(' ') : text
    return `${column} : "${tokens.replaceAll('"', '""')}"${isPrefix ? ' *' : ''}`
  })
  if (sessionId !== undefined) parts.push(`session : "${sessionToken(sessionId)}"`)
  return parts.join(' AND ')
}

/** An id as one word of the index, whatever it is made of. */
export const sessionToken = (sessionId: string): string => `s${Buffer.from(sessionId).toString('hex')}`

/** The words of a text that are not CJK, each with its place in UTF-16 units. */
export const listWords = (text: string): { word: string; index: number }[] =>
  Array.from(text.matchAll(RUN)).flatMap(({ groups, index }) =>
    groups?.word === undefined ? [] : [{ word: groups.word, index }],
  )

/** Case and accents count for nothing, as in the index. */
export const foldWord = (word: string): string => word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
