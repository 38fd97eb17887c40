import { HIDDEN_SECRET } from '#protocol/chat/hidden-secret.ts'
import type { ChatChunk } from '#protocol/messages.ts'
import { listGivenValues } from './given-values.ts'
import type { Redactor } from './redactor.ts'

/** Most values that are learnt from what tools show, so that no file can fill the memory with them. */
const LEARNT_LIMIT = 500

/** Takes secrets out of whatever tools give, before it is stored, shown or told to a model. */
export interface ToolResults {
  /** The same value where there was nothing to hide. */
  clean<T>(output: T): T
  /** The same for a piece of an answer; the model's own words stay as they are. */
  cleanChunk(chunk: ChatChunk): ChatChunk
  /** The same for a piece of a text that goes on before and behind it. */
  cleanPiece(text: string): string
}

export function createToolResults(redactor: Redactor): ToolResults {
  let learnt = 0

  function learn(text: string): void {
    if (learnt >= LEARNT_LIMIT || !text.includes('=')) return
    const values = listGivenValues(text).slice(0, LEARNT_LIMIT - learnt)
    learnt += values.length
    redactor.hide(values)
  }

  function cleanText(text: string, key?: string): string {
    if (key !== undefined && FROM_COMMANDS.has(key)) return cleanPiece(text)
    return CUT_NOTE.test(text) ? cleanPiece(text) : redactor.clean(text, HIDDEN_SECRET)
  }

  /** Where something was left out, what stands before and behind is a piece, too. */
  function cleanPiece(text: string): string {
    return text
      .split(CUT_NOTE)
      .map((piece, place) => (place % 2 === 0 ? redactor.clean(piece, HIDDEN_SECRET, { cut: true }) : piece))
      .join('')
  }

  const clean = <T>(output: T): T => {
    forEachText(output, learn)
    return mapTexts(output, cleanText) as T
  }
  return {
    clean,
    cleanChunk: (chunk) => (FROM_TOOLS.has(chunk.type) ? clean(chunk) : chunk),
    cleanPiece(text) {
      learn(text)
      return cleanPiece(text)
    },
  }
}

/** What commands print comes while they still print, or since it was last looked at: it may end anywhere. */
const FROM_COMMANDS: ReadonlySet<string> = new Set(['stdout', 'stderr'])
/** What the tool host, and the cap of every result, writes in the place of what was left out; at the end of a line "…". */
const CUT_NOTE = /(\n\[(?:… )?\d+ (?:characters left out|more characters cut)[^\n]*\]|…$)/

const FROM_TOOLS: ReadonlySet<string> = new Set([
  'tool-output-available',
  'tool-output-error',
  'tool-input-error',
  'data-tool-output',
])

function forEachText(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value)
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) forEachText(item, visit)
  }
}

/** The same object where no text in it changed. */
function mapTexts(value: unknown, map: (text: string, key?: string) => string, within?: string): unknown {
  if (typeof value === 'string') return map(value, within)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, item, mapTexts(item, map, key)] as const)
  if (entries.every(([, before, after]) => before === after)) return value
  if (Array.isArray(value)) return entries.map(([, , after]) => after)
  return Object.fromEntries(entries.map(([key, , after]) => [key, after]))
}
