/** Most characters of an id. */
const LIMIT = 32

/** An id that is made of a name: its letters and digits as far as they can stand there, and one that nobody has. */
export function assistantId(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, LIMIT)
    .replace(/-$/, '')
  const base = plain === '' ? 'assistant' : plain
  const candidates = [base, ...taken.map((_, index) => `${base.slice(0, LIMIT - 4)}-${index + 2}`)]
  return candidates.find((id) => !taken.includes(id)) ?? base
}
