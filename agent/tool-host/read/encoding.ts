/** How far a file is looked at, in bytes. */
export const PROBE_BYTES = 64 * 1024
/** How far for what no text has; git looks as far. */
const BINARY_BYTES = 8_000

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252'

/**
 * How the text of a file is written, by its first bytes; undefined where it is no text. A byte order mark says it, UTF-8 is
 * known for certain, and the other two are the likelier one: Chinese, where nearly all that is not ASCII comes in
 * pairs as GB 2312 has them, else Western.
 */
export function findEncoding(start: Uint8Array): Encoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  if (start.subarray(0, BINARY_BYTES).includes(0)) return undefined
  return isUtf8(start) ? 'utf-8' : isChinese(start) ? 'gb18030' : 'windows-1252'
}

/** The same text in UTF-8, piece by piece. */
export async function* toUtf8(pieces: AsyncIterable<Buffer>, encoding: Encoding): AsyncIterable<Buffer> {
  if (encoding === 'utf-8') return yield* pieces
  const decoder = new TextDecoder(encoding)
  for await (const piece of pieces) yield Buffer.from(decoder.decode(piece, { stream: true }))
  yield Buffer.from(decoder.decode())
}

/** Also with a few bytes that are none: what broke in one place is the same text everywhere else. */
function isUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true })
  const broken = text.match(/\uFFFD/g)?.length ?? 0
  return broken === 0 || broken < (text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0)
}

function isChinese(bytes: Uint8Array): boolean {
  let pairs = 0
  let common = 0
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue
    at += 1
    pairs += 1
    if ((bytes[at] ?? 0) >= 0xa1) common += 1
  }
  return pairs > 0 && common >= pairs * 0.9
}
