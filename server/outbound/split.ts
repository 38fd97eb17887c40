/** A stretch of text that would rather stay whole: a paragraph, or a fenced block of code. */
interface Block {
  text: string
  fence?: { open: string; close: string }
}

/** The line below the head of a table. */
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/

const FENCE = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~))(.*)$/

/**
 * Splits a markdown text into parts of at most `limit` characters (UTF-16 units, as platforms count).
 * Cuts between paragraphs, else between lines, sentences, words; a character is never cut. A block of
 * code stays whole where it fits; a longer one is closed at the end of a part and opened again in the
 * next with the same language, and so is a table with its head. Blank text gives no part. `limit` is at least 64.
 */
export function splitText(text: string, limit: number): string[] {
  const pieces = findBlocks(text).flatMap((block) => cutBlock(block, limit))
  const parts: string[] = []
  let current = ''
  for (const piece of pieces) {
    if (current !== '' && (current + piece).trimEnd().length > limit) {
      parts.push(current)
      current = ''
    }
    current += current === '' ? piece.replace(/^(?:[ \t]*\n)+/, '') : piece
  }
  parts.push(current)
  return parts.map((part) => part.trimEnd()).filter((part) => part !== '')
}

function findBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let block: Block | undefined
  for (const line of text.split(/(?<=\n)/)) {
    const mark = FENCE.exec(line.trimEnd())
    if (block?.fence) {
      block.text += line
      const closes = mark?.[1]?.startsWith(block.fence.close) && mark[2]?.trim() === ''
      if (closes) block = undefined
    } else if (mark?.[1]) {
      block = { text: line, fence: { open: line.trimEnd(), close: mark[1] } }
      blocks.push(block)
    } else {
      // A blank line ends a paragraph and belongs to it.
      const isBlank = line.trim() === ''
      if (!block) {
        block = { text: '' }
        blocks.push(block)
      }
      block.text += line
      if (isBlank) block = undefined
    }
  }
  return blocks
}

function cutBlock(block: Block, limit: number): string[] {
  if (block.text.trimEnd().length <= limit) return [block.text]
  const { fence } = block
  if (!fence) return cutTable(block.text, limit) ?? cutText(block.text, limit)
  const room = limit - fence.open.length - fence.close.length - 2
  if (room < limit / 2) return cutText(block.text, limit)
  const lines = block.text.trimEnd().split(/(?<=\n)/)
  const closed = lines.length > 1 && lines.at(-1)?.trim().startsWith(fence.close)
  const body = lines.slice(1, closed ? -1 : undefined).join('')
  return cutText(body, room).map((chunk) => `${fence.open}\n${chunk.replace(/\n$/, '')}\n${fence.close}\n`)
}

/** A table in pieces that each have the head; undefined where the text is none, or the head leaves no room. */
function cutTable(text: string, limit: number): string[] | undefined {
  const [names = '', rule = '', ...rows] = text.split(/(?<=\n)/)
  if (!names.includes('|') || !TABLE_RULE.test(rule.trimEnd())) return undefined
  const head = names + rule
  const room = limit - head.length
  if (room < limit / 2) return undefined
  return cutText(rows.join(''), room).map((piece) => head + piece)
}

/** Where a long text may be cut, best first: after a line, a sentence, a word. */
const CUTS = [/\n/g, /[.!?…]\s|[。！？]/g, /\s/g]

function cutText(text: string, limit: number): string[] {
  const chunks: string[] = []
  let rest = text
  while (rest.trimEnd().length > limit) {
    const window = rest.slice(0, limit)
    const end = findCut(window)
    chunks.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [...chunks, rest]
}

function findCut(window: string): number {
  for (const cut of CUTS) {
    const last = Array.from(window.matchAll(cut)).at(-1)
    const end = last ? last.index + last[0].length : 0
    if (end > window.length / 2) return end
  }
  // No good place: between two characters as people see them. The last one may go on behind the window.
  const segments = Array.from(new Intl.Segmenter().segment(window))
  const last = segments.at(-1)
  return last && last.index > 0 ? last.index : window.length
}
