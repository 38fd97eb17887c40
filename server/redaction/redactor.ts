import { isSkipped, listForms, SHORTEST_SECRET } from './forms.ts'

export interface Redactor {
  /** Adds values that must not be shown. */
  hide(secrets: readonly string[]): void
  /**
   * The text with `mark` in the place of every value, in each of its forms, also where only a piece is left.
   * `cut`: it begins and ends in the middle of something, so that shorter pieces count at its two ends.
   */
  clean(text: string, mark: string, options?: { cut?: boolean }): string
}

/** A piece of a longer value counts from this many characters on: more than the beginnings that all keys of a vendor share. */
const PIECE = 16
/** Places of the table that rules out most beginnings before anything is looked up. */
const TABLE = 1 << 20
/** Characters by which the table is asked, and the fewest that count as a piece where a text was cut. */
const START = 6

/**
 * Hides known values in linear time, however many there are: each `PIECE` characters of a text are looked up
 * in one set. So a value is found too where a line was wrapped, an output was cut, or it came in two chunks;
 * of pieces under `PIECE` characters only those at the ends of a cut text are, from `START` characters on.
 */
export function createRedactor(): Redactor {
  const known = new Set<string>()
  /** Pieces by their length: `PIECE`, or the whole of a shorter form. */
  const pieces = new Map<number, Set<string>>()
  const starts = new Uint8Array(TABLE)
  /** What is left of a form before and behind a cut, where that is less than `PIECE`. */
  const heads = new Set<string>()
  const tails = new Set<string>()

  function add(form: string): void {
    const length = Math.min(PIECE, form.length)
    const set = pieces.get(length) ?? new Set()
    pieces.set(length, set)
    const { codes } = withoutSkipped(form)
    for (let at = 0; at + length <= form.length; at += 1) {
      set.add(form.slice(at, at + length))
      starts[placeOf(codes, at)] = 1
    }
    for (let left = START; left < length; left += 1) {
      heads.add(form.slice(0, left))
      tails.add(form.slice(-left))
    }
  }

  /** How many characters at the end of a text begin a value, or at its start end one. */
  function countCut(codes: Uint16Array, side: 'start' | 'end'): number {
    for (let left = Math.min(PIECE - 1, codes.length); left >= START; left -= 1) {
      const piece = side === 'end' ? codes.subarray(codes.length - left) : codes.subarray(0, left)
      if ((side === 'end' ? heads : tails).has(String.fromCharCode(...piece))) return left
    }
    return 0
  }

  /** Which characters of the bare text belong to a hidden value; undefined where none does. */
  function cover(codes: Uint16Array, isCut: boolean): Uint8Array | undefined {
    const [atStart, atEnd] = isCut ? [countCut(codes, 'start'), countCut(codes, 'end')] : [0, 0]
    let covered = atStart + atEnd > 0 ? new Uint8Array(codes.length) : undefined
    covered?.fill(1, 0, atStart).fill(1, codes.length - atEnd)
    for (let at = 0; at + SHORTEST_SECRET <= codes.length; at += 1) {
      if (starts[placeOf(codes, at)] !== 1) continue
      for (const [length, set] of pieces) {
        if (!set.has(String.fromCharCode(...codes.subarray(at, at + length)))) continue
        covered ??= new Uint8Array(codes.length)
        covered.fill(1, at, at + length)
      }
    }
    return covered
  }

  return {
    hide(secrets) {
      for (const secret of secrets) {
        if (secret.length < SHORTEST_SECRET || known.has(secret)) continue
        known.add(secret)
        for (const form of listForms(secret)) add(form)
      }
    },
    clean(text, mark, { cut = false } = {}) {
      if (pieces.size === 0 || text.length < (cut ? START : SHORTEST_SECRET)) return text
      const { codes, places } = withoutSkipped(text)
      const covered = cover(codes, cut)
      return covered ? replaceCovered(text, { covered, places, mark }) : text
    },
  }
}

function placeOf(codes: Uint16Array, at: number): number {
  let place = 0
  for (let index = at; index < at + START; index += 1) place = Math.imul(place, 131) + (codes[index] ?? 0)
  return place & (TABLE - 1)
}

/** The text without what stands between the characters of a value, and where each character was. */
function withoutSkipped(text: string): { codes: Uint16Array; places: Uint32Array } {
  const codes = new Uint16Array(text.length)
  const places = new Uint32Array(text.length)
  let count = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (isSkipped(code)) continue
    codes[count] = code
    places[count] = at
    count += 1
  }
  return { codes: codes.subarray(0, count), places }
}

function replaceCovered(
  text: string,
  { covered, places, mark }: { covered: Uint8Array; places: Uint32Array; mark: string },
): string {
  const shown: string[] = []
  let from = 0
  for (let at = covered.indexOf(1); at >= 0; at = covered.indexOf(1, at)) {
    const end = covered.indexOf(0, at)
    const last = end < 0 ? covered.length - 1 : end - 1
    let start = places[at] ?? 0
    // An escape belongs to what it escapes: half of one could break the text around it.
    while (start > from && /[%\\]/.test(text.charAt(start - 1))) start -= 1
    shown.push(text.slice(from, start), mark)
    from = (places[last] ?? 0) + 1
    at = last + 1
  }
  return shown.join('') + text.slice(from)
}
