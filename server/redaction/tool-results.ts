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
}

export function createToolResults(redactor: Redactor): ToolResults {
  let learnt = 0

  function learn(text: string): void {
    if (learnt >= LEARNT_LIMIT || !text.includes('=')) return
    const values = listGivenValues(text).slice(0, LEARNT_LIMIT - learnt)
    learnt += values.length
    redactor.hide(values)
  }

  const clean = <T>(output: T): T => {
    forEachText(output, learn)
    return mapTexts(output, (text) => redactor.clean(text, HIDDEN_SECRET)) as T
  }
  return {
    clean,
    cleanChunk: (chunk) => (FROM_TOOLS.has(chunk.type) ? clean(chunk) : chunk),
  }
}

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
function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, item, mapTexts(item, map)] as const)
  if (entries.every(([, before, after]) => before === after)) return value
  if (Array.isArray(value)) return entries.map(([, , after]) => after)
  return Object.fromEntries(entries.map(([key, , after]) => [key, after]))
}
