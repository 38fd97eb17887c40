/** What one attached file counts: about what vendors count for a picture of usual size. */
const FILE_TOKENS = 1_500
/** A file as a message names it, and as a prompt holds it, where its bytes may be a long text. */
const FILE_PARTS: ReadonlySet<unknown> = new Set(['data-attachment', 'file'])
const BEYOND_ASCII = /[\u0080-\uffff]/
/** Two quotes or brackets, or what stands between two values. */
const PUNCTUATION = 2 / 3.5
/** Role, separators and the like around each message. */
const MESSAGE_TOKENS = 6

/**
 * About how many tokens a text is, on the high side: 3.5 ASCII characters a token, two of other
 * alphabets, one Chinese, Japanese or Korean character. No vendor's own count: callers multiply it with
 * the ratio that they have learnt from the vendor's usage numbers.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(weigh(text))
}

function weigh(text: string): number {
  if (!BEYOND_ASCII.test(text)) return text.length / 3.5
  let ascii = 0
  let wide = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code < 0x80) ascii += 1
    else if (code >= 0x2e80) wide += 1
  }
  return ascii / 3.5 + (text.length - ascii - wide) / 2 + wide
}

/** The same of anything that travels as JSON; a file inside counts `FILE_TOKENS`, whatever its size. */
export function estimateMessage(content: unknown): number {
  return Math.ceil(weighValue(content)) + MESSAGE_TOKENS
}

/** Walks the value: making its JSON only to measure it was the dearest part of every prompt. */
function weighValue(value: unknown): number {
  if (typeof value === 'string') return value.startsWith('data:') ? FILE_TOKENS : weigh(value) + PUNCTUATION
  if (value instanceof Uint8Array) return FILE_TOKENS
  if (typeof value !== 'object' || value === null) return weigh(String(value))
  if ('type' in value && FILE_PARTS.has(value.type)) return FILE_TOKENS
  if ('toJSON' in value && typeof value.toJSON === 'function') return weighValue(value.toJSON())
  let tokens = PUNCTUATION
  if (Array.isArray(value)) {
    for (const item of value) tokens += weighValue(item) + PUNCTUATION / 2
    return tokens
  }
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) tokens += weigh(key) + weighValue(item) + 2 * PUNCTUATION
  }
  return tokens
}

/** Shortens a text in its middle until it is estimated at `tokens` or less, and says how much is missing. */
export function cutToTokens(text: string, tokens: number): string {
  if (text.length <= tokens || estimateTokens(text) <= tokens) return text
  const note = (left: number) => `\n[… ${left} characters left out …]\n`
  const room = Math.max(0, tokens - estimateTokens(note(text.length)))
  let keep = Math.floor((text.length * room) / estimateTokens(text))
  for (; keep > 0; keep = Math.floor(keep * 0.9)) {
    const front = Math.floor(keep / 2)
    const cut =
      text.slice(0, front).replace(/[\ud800-\udbff]$/, '') +
      note(text.length - keep) +
      text.slice(text.length - (keep - front)).replace(/^[\udc00-\udfff]/, '')
    if (estimateTokens(cut) <= tokens) return cut
  }
  return ''
}

/** A ratio outside these says more of a strange count (a cache left out, say) than of the text. */
const LEAST_RATIO = 0.6
const MOST_RATIO = 4

/** Vendor's tokens to estimated ones, kept where it can be trusted. */
export function clampRatio(ratio: number): number {
  return Number.isFinite(ratio) ? Math.min(MOST_RATIO, Math.max(LEAST_RATIO, ratio)) : 1
}
