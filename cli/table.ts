import { paint, printable } from './terminal.ts'

/** Characters that take two columns: East Asian ones, and pictures. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u
/** Marks that sit on the character before them, and what is not seen at all. */
const NARROW = /\p{M}|\p{Cf}/u

/** How many columns of a terminal a text takes. */
function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : NARROW.test(character) ? 0 : 1
  return width
}

/** One line that shows all there is of a name: no line breaks, nothing unseen (row E7 of docs/security.md). */
export function oneLine(text: string): string {
  return printable(text)
    .replace(/(?!\u200D)\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** `label   value` lines, aligned. */
export function printFacts(
  stream: NodeJS.WritableStream,
  facts: readonly (readonly [string, string])[],
): void {
  const width = Math.max(...facts.map(([label]) => displayWidth(label))) + 3
  for (const [label, value] of facts) {
    stream.write(`  ${paint(stream, 'dim', pad(label, width))}${value}\n`)
  }
}

/** A row for each, under the names of the columns; or one sentence where there is nothing. */
export function printTable(
  stream: NodeJS.WritableStream,
  columns: readonly string[],
  { rows, none }: { rows: readonly (readonly string[])[]; none: string },
): void {
  if (rows.length === 0) {
    stream.write(`${none}\n`)
    return
  }
  const cells = rows.map((row) => row.map(oneLine))
  const widths = columns.map((name, index) =>
    Math.max(displayWidth(name), ...cells.map((row) => displayWidth(row[index] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  stream.write(`${paint(stream, 'dim', line(columns))}\n`)
  for (const row of cells) stream.write(`${line(row)}\n`)
}

const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)))
