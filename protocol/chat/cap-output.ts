/**
 * Cuts what a tool gave to about `limit` characters of text by shortening its longest texts, and says how
 * much is missing. What is short enough comes back as it is; what is too much structure becomes text.
 * `where` names the place of the whole, for the reader.
 */
export function capOutput(output: unknown, limit: number, where?: string): unknown {
  const cap = (text: string, room: number) => capText(text, room, where)
  if (typeof output === 'string') return cap(output, limit)
  const json = JSON.stringify(output ?? null)
  if (json.length <= limit) return output ?? null
  if (isObject(output)) {
    const copy: Record<string, unknown> = { ...output }
    const texts = Object.entries(copy).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    let room = limit
    for (const [index, [key, text]] of texts.toSorted((a, b) => a[1].length - b[1].length).entries()) {
      const capped = cap(text, Math.floor(room / (texts.length - index)))
      copy[key] = capped
      room -= Math.min(capped.length, room)
    }
    // Escapes can double a text; what is still far too long is not text but structure.
    if (JSON.stringify(copy).length <= limit * 2) return copy
  }
  return cap(json, limit)
}

function capText(text: string, limit: number, where: string | undefined): string {
  if (text.length <= limit) return text
  const whole = where === undefined ? '' : `; the whole text is in ${where}`
  return `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}\n[${text.length - limit} more characters cut${whole}]`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
