/** The characters that writers of markdown name; Telegram itself knows only the first four. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  bull: '•',
  middot: '·',
  times: '×',
  deg: '°',
  plusmn: '±',
  laquo: '«',
  raquo: '»',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  larr: '←',
  rarr: '→',
  euro: '€',
}

/** Text as a message can hold it: whole characters, plain line ends, no control characters. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Replaces `&copy;`, `&#169;` and `&#xa9;`; what is no character stays as it is written. */
export function decodeCharacters(text: string): string {
  return text.replace(/&(?:#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole) => {
    const name = whole.slice(1, -1)
    if (!name.startsWith('#')) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code <= 0x10ffff ? cleanText(String.fromCodePoint(code)) : whole
  })
}

/** How long people see it, in UTF-16 units: without tags, and with one unit for an escaped character. */
export const countVisible = (html: string): number =>
  html
    .replace(/<[^<>]*>/g, '')
    .replace(/&\w+;/g, ' ')
    .trim().length
