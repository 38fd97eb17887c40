const ALLOWED = new Set(['http:', 'https:', 'mailto:'])

/** The address if it is one that a model may point a person to; else undefined. Relative ones are not. */
export function safeLink(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined
  return ALLOWED.has(new URL(address).protocol) ? address : undefined
}
