import { type ClientFrame, clientFrame } from '#protocol/frames.ts'

/** Reads one frame; undefined for everything that is not one, however it is broken or deep. */
export function parseFrame(text: string, depth: number): ClientFrame | undefined {
  if (isDeeper(text, depth)) return undefined
  let value: unknown
  try {
    // The name can also be spelt with escapes, so any escape of the underscore counts as suspicious.
    const suspicious = text.includes('__proto__') || /\\u005f/i.test(text)
    value = suspicious ? JSON.parse(text, dropPrototype) : JSON.parse(text)
  } catch {
    return undefined
  }
  const frame = clientFrame.safeParse(value)
  return frame.success ? frame.data : undefined
}

function dropPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value
}

/** Counts brackets outside strings, so that nothing that walks the value later runs out of stack. */
function isDeeper(text: string, limit: number): boolean {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x22) {
      index = endOfString(text, index)
      if (index < 0) return false
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1
      if (depth > limit) return true
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1
    }
  }
  return false
}

/** Index of the quote that closes the string opened at `start`; -1 where there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end > 0) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1
    if (backslashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return -1
}
