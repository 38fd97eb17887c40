/** Most lines of a file that are looked at, and most of the piece that is looked for. */
const LINES_LIMIT = 20_000
const PIECE_LIMIT = 20
/** Most lines that are shown, and most characters of each. */
const SHOWN_LIMIT = 5
const WIDTH_LIMIT = 200
/** How much of its pairs of letters a line must share to be called like another one. */
const LIKENESS = 0.5

interface Nearest {
  /** Index of the line at which it would begin. */
  readonly at: number
  readonly score: number
}

/** Where a file holds something like the piece, and how it reads there, in a sentence; undefined where nothing is. */
export function findNearest(text: string, piece: string): string | undefined {
  const lines = toLines(text).slice(0, LINES_LIMIT)
  const wanted = toLines(piece)
  while (wanted.length > 1 && wanted[0]?.trim() === '') wanted.shift()
  while (wanted.length > 1 && wanted.at(-1)?.trim() === '') wanted.pop()
  const asked = wanted.slice(0, PIECE_LIMIT)
  const same = findSameLines(lines, asked)
  const found = same ?? findLikeLine(lines, asked)
  if (!found) return undefined
  const shown = lines.slice(found.at, found.at + Math.min(wanted.length, SHOWN_LIMIT))
  const onlySpace = same?.score === asked.length
  const why = onlySpace ? 'It differs in white space only (spaces, tabs, empty lines): ' : ''
  return `Nearest is line ${found.at + 1}. ${why}${shown.map(quote).join(', ')}.`
}

/** Where most lines are the same but for the space around them. */
function findSameLines(lines: readonly string[], asked: readonly string[]): Nearest | undefined {
  const plain = lines.map(squeeze)
  const wanted = asked.map(squeeze)
  let best: Nearest | undefined
  for (let at = 0; at < plain.length; at += 1) {
    const score = wanted.filter((line, index) => line !== '' && line === plain[at + index]).length
    if (score > (best?.score ?? 0)) best = { at, score }
  }
  const blank = wanted.filter((line) => line === '').length
  return best && { ...best, score: best.score + blank }
}

/** The line that shares most pairs of letters with the longest one of the piece. */
function findLikeLine(lines: readonly string[], asked: readonly string[]): Nearest | undefined {
  const longest = asked.toSorted((a, b) => b.trim().length - a.trim().length)[0] ?? ''
  const wanted = pairsOf(longest)
  let best: Nearest | undefined
  for (const [at, line] of lines.entries()) {
    const pairs = pairsOf(line)
    const shared = [...pairs].filter((pair) => wanted.has(pair)).length
    const score = (2 * shared) / (pairs.size + wanted.size || 1)
    if (score >= LIKENESS && score > (best?.score ?? 0)) best = { at, score }
  }
  const offset = asked.indexOf(longest)
  return best && { ...best, at: Math.max(0, best.at - offset) }
}

function pairsOf(line: string): Set<string> {
  const plain = squeeze(line).slice(0, WIDTH_LIMIT)
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2)))
}

const toLines = (text: string) => text.replace(/^\uFEFF/, '').split(/\r?\n/)
const squeeze = (line: string) =>
  line
    .split(/[\s\u00a0]+/)
    .filter((word) => word !== '')
    .join(' ')
const quote = (line: string) =>
  JSON.stringify(line.length > WIDTH_LIMIT ? `${line.slice(0, WIDTH_LIMIT)}…` : line)
