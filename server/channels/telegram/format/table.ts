import type { Tokens } from 'marked'
import { escapeHtml } from './characters.ts'
import { readWords, renderLinks } from './inline.ts'
import { countColumns } from './width.ts'

type Align = Tokens.Table['align'][number]

/** A table in columns of a fixed-width font, and below it the links that its cells have. */
export function renderTable({ header, align, rows }: Tokens.Table): string[] {
  const lines = [header, ...rows].map((cells) => cells.map(({ tokens }) => readWords(tokens)))
  const widths = header.map((_, column) =>
    Math.max(1, ...lines.map((cells) => countColumns(cells[column] ?? ''))),
  )
  const drawn = lines.map((cells) =>
    widths
      .map((width, column) => pad(cells[column] ?? '', { width, align: align[column] ?? null }))
      .join(' │ ')
      .trimEnd(),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join('─┼─')
  const [names = '', ...body] = drawn
  const links = new Set([header, ...rows].flat().flatMap(({ tokens }) => renderLinks(tokens)))
  return [
    `<pre>${escapeHtml([names, rule, ...body].join('\n'))}</pre>`,
    ...(links.size > 0 ? [[...links].join(' · ')] : []),
  ]
}

function pad(text: string, { width, align }: { width: number; align: Align }): string {
  const room = width - countColumns(text)
  const left = align === 'right' ? room : align === 'center' ? Math.floor(room / 2) : 0
  return ' '.repeat(left) + text + ' '.repeat(room - left)
}
