/** Values under this many characters are too common to be hidden. */
export const SHORTEST_SECRET = 8

/**
 * The ways in which a value is hidden: as it is, inside JSON, in a URL, as hexadecimal digits, and in base64
 * (also of the other alphabet) wherever it begins in a longer text. Each without what `isSkipped` names.
 */
export function listForms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const url = encodeURIComponent(secret)
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    url,
    url.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    hex,
    hex.toUpperCase(),
    bytes.toString('base64'),
    ...[0, 1, 2].flatMap((before) => base64Within(bytes, before)),
  ]
  const bare = forms.map((form) =>
    form
      .split('')
      .filter((letter) => !isSkipped(letter.charCodeAt(0)))
      .join(''),
  )
  return [...new Set(bare)].filter((form) => form.length >= SHORTEST_SECRET)
}

/**
 * White space and control characters, `%` and `\`: what wrapping, escaping and dumping put between the
 * characters of a value.
 */
export const isSkipped = (code: number): boolean => code <= 0x20 || code === 0x25 || code === 0x5c

/** The characters that are the same whatever stands around the value, `before` bytes after a group's start. */
function base64Within(bytes: Buffer, before: number): string[] {
  const all = Buffer.concat([Buffer.alloc(before), bytes])
  const from = before === 0 ? 0 : before + 1
  const piece = all.toString('base64').slice(from, Math.floor((all.length * 8) / 6))
  return [piece, piece.replaceAll('+', '-').replaceAll('/', '_')]
}
