import { Lexer } from 'marked'

/** One top-level block of markdown; `start` is its place in the text and never changes. */
export interface Block {
  readonly start: number
  readonly text: string
}

/** A growing text, cut into top-level markdown blocks. Only the end of it is ever cut again. */
export interface Blocks {
  readonly text: string
  /** Blocks that more text can't change any more. */
  readonly settled: readonly Block[]
  readonly settledLength: number
  /** The last blocks: more text may still change them. */
  readonly open: readonly Block[]
}

export const NO_BLOCKS: Blocks = { text: '', settled: [], settledLength: 0, open: [] }

/** A list can go on after a blank line and a paragraph can become a heading: so many blocks stay open. */
const OPEN_BLOCKS = 2

/**
 * Cuts `text`; where it only grew since `before`, the settled blocks are kept and not read again. The
 * blocks joined are always the text.
 */
export function splitBlocks(before: Blocks, text: string): Blocks {
  if (text === before.text) return before
  const base = text.startsWith(before.text) ? before : NO_BLOCKS
  const blocks = lex(text, base.settledLength)
  const open = blocks.splice(Math.max(0, blocks.length - OPEN_BLOCKS))
  return {
    text,
    settled: blocks.length > 0 ? [...base.settled, ...blocks] : base.settled,
    settledLength: open[0]?.start ?? base.settledLength,
    open,
  }
}

/** Blank lines belong to the block before them. */
function lex(text: string, from: number): Block[] {
  const rest = text.slice(from)
  const raws: string[] = []
  // What stands inside of a block is read where the block is drawn.
  for (const token of new Lexer().blockTokens(rest)) {
    const last = raws.length - 1
    if (token.type === 'space' && last >= 0) raws[last] += token.raw
    else raws.push(token.raw)
  }
  // The lexer rewrites a few characters (tabs, carriage returns): then the rest is one block.
  const whole = raws.join('') === rest ? raws : [rest]
  const blocks: Block[] = []
  let start = from
  for (const raw of whole) {
    blocks.push({ start, text: raw })
    start += raw.length
  }
  return blocks
}

/**
 * A block that is fenced code: its language, the code so far, and whether the fence is still open. Undefined also for
 * the few that only the renderer reads well: indented ones, or with carriage returns.
 */
export function findFence(block: string): { language: string; code: string; isOpen: boolean } | undefined {
  const opening = /^(`{3,}|~{3,})[ \t]*([^\n`]*)(?:\n|$)/.exec(block)
  const fence = opening?.[1]
  if (!opening || fence === undefined || block.includes('\r')) return undefined
  const language = opening[2]?.trim().split(/\s/)[0] ?? ''
  const rest = block.slice(opening[0].length)
  const closing = new RegExp(`^ {0,3}\\${fence[0]}{${fence.length},}[ \\t]*$`, 'm').exec(rest)
  if (!closing) return { language, code: withoutLastBreak(rest), isOpen: true }
  if (rest.slice(closing.index + closing[0].length).trim() !== '') return undefined
  return { language, code: withoutLastBreak(rest.slice(0, closing.index)), isOpen: false }
}

const withoutLastBreak = (code: string): string => code.replace(/\n$/, '')

/** Whether blocks depend on one another: link definitions and footnotes. They are then read as one. */
export const hasDefinitions = (text: string): boolean => /^ {0,3}\[[^\]\n]+\]:/m.test(text)

/** The beginning of a text, up to `limit` characters, in whole lines where its lines are no giants. */
export function cutAtLine(text: string, limit: number): string {
  const end = text.lastIndexOf('\n', limit)
  return text.slice(0, end > limit / 2 ? end + 1 : limit).toWellFormed()
}
