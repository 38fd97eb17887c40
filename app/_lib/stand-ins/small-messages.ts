/**
 * Stands in for use-intl/format-message in the browser (see next.config.mjs): what our catalogues use of ICU, which
 * are blanks, numbers, percentages and plurals. The original brings a parser of all of it, and is ten times the size.
 */

type Piece = string | Blank
interface Blank {
  readonly name: string
  /** A plural's branches, by `=0`, `one` or `other`. */
  readonly branches?: Readonly<Record<string, readonly Piece[]>>
  /** How a number is written; absent: as it is. */
  readonly number?: 'decimal' | 'percent'
}

/** What use-intl hands over. */
interface Options {
  readonly locale: string
  readonly cache: { readonly message: Record<string, unknown> }
  readonly formatters: {
    getNumberFormat(locale: string, options?: Intl.NumberFormatOptions): Intl.NumberFormat
    getPluralRules(locale: string): Intl.PluralRules
  }
}

type Values = Readonly<Record<string, unknown>>

/** A text with its blanks filled in. Throws where a value is missing or the text can't be read. */
export default function formatMessage(
  key: string,
  message: unknown,
  values: Values | undefined,
  options: Options,
): string {
  if (typeof message !== 'string') throw new Error(`There is no text “${key}”.`)
  if (!message.includes('{')) return message
  const known = options.cache.message as Record<string, readonly Piece[]>
  known[message] ??= readPieces(message)
  return fill(known[message], values ?? {}, options)
}

function fill(pieces: readonly Piece[], values: Values, options: Options): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece
      const { name, branches, number } = piece
      const value = values[name]
      if (!(name in values)) throw new Error(`A text needs a value for “${name}”.`)
      if (branches) {
        const rule = options.formatters.getPluralRules(options.locale).select(Number(value))
        return fill(branches[`=${String(value)}`] ?? branches[rule] ?? branches.other ?? [], values, options)
      }
      return number ? writeNumber(Number(value), number, options) : String(value ?? '')
    })
    .join('')
}

/**
 * Whole numbers are the same in our languages. The first that goes through Intl makes the browser read the language's
 * data, which takes longer than drawing a page.
 */
function writeNumber(value: number, style: 'decimal' | 'percent', { locale, formatters }: Options): string {
  const isPercent = style === 'percent'
  const whole = isPercent ? Math.round(value * 100) : value
  if (!Number.isSafeInteger(whole) || whole < 0)
    return formatters.getNumberFormat(locale, { style }).format(value)
  return groupDigits(String(whole)) + (isPercent ? '%' : '')
}

/** A comma before each three digits, from the end on. */
function groupDigits(digits: string): string {
  const groups: string[] = []
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end))
  return groups.join(',')
}

function readPieces(text: string, counted?: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  while (at < text.length) {
    const start = text.indexOf('{', at)
    pieces.push(...readWords(text.slice(at, start < 0 ? text.length : start), counted))
    if (start < 0) break
    const end = findEnd(text, start)
    pieces.push(readBlank(text.slice(start + 1, end)))
    at = end + 1
  }
  return pieces
}

/** Inside of a plural, `#` is its number. */
function readWords(words: string, counted: string | undefined): Piece[] {
  if (counted === undefined) return [words]
  return words
    .split('#')
    .flatMap((part, index) => (index === 0 ? [part] : [{ name: counted, number: 'decimal' as const }, part]))
}

/** `name`, `name, number`, `name, number, percent` or `name, plural, one {…} other {…}`. */
function readBlank(inner: string): Blank {
  const [name = '', kind, style] = inner.split(',', 3).map((part) => part.trim())
  if (kind === undefined) return { name }
  if (kind === 'number') return { name, number: style === 'percent' ? style : 'decimal' }
  if (kind !== 'plural') throw new Error(`No text can be read that holds “${inner}”.`)
  const branches: Record<string, Piece[]> = {}
  let at = inner.indexOf(',', inner.indexOf(',') + 1) + 1
  for (let start = inner.indexOf('{', at); start >= 0; start = inner.indexOf('{', at)) {
    const end = findEnd(inner, start)
    branches[inner.slice(at, start).trim()] = readPieces(inner.slice(start + 1, end), name)
    at = end + 1
  }
  return { name, branches }
}

/** Where the brace at `start` closes. */
function findEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1
    else if (text[at] === '}' && --depth === 0) return at
  }
  throw new Error(`A brace stays open in “${text}”.`)
}
