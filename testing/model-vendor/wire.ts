import type { Step, Turn } from './turn.ts'

export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** How one vendor words an answer. Streaming methods return what goes over the line; they keep count of blocks. */
export interface Wire {
  readonly contentType: string
  open(): string
  text(delta: string): string
  reasoning(delta: string): string
  /** One string per write, so that arguments really arrive in pieces. */
  toolCall(call: Extract<Step, { type: 'tool-call' }>): string[]
  close(usage: Usage): string
  /** A frame recorded from the real vendor, one JSON value. */
  recorded(line: string): string
  recordedEnd(): string
  /** The same answer in one piece, for requests without `stream`. */
  whole(turn: Turn, usage: Usage): unknown
  errorBody(status: number): unknown
  errorFrame(status: number): string
}

export interface WireContext {
  readonly model: string
  readonly usage: Usage
  nextId(prefix: string): string
}

export const json = (value: unknown): string => JSON.stringify(value)

/** The whole text of one kind in a turn. */
export function joinText(turn: Turn, type: 'text' | 'reasoning'): string {
  return turn.flatMap((step) => (step.type === type ? step.deltas : [])).join('')
}

export function toolCallsOf(turn: Turn): Extract<Step, { type: 'tool-call' }>[] {
  return turn.filter((step) => step.type === 'tool-call')
}

export function errorKind(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 404) return 'not_found_error'
  if (status === 429) return 'rate_limit_error'
  if (status === 529) return 'overloaded_error'
  return status >= 500 ? 'api_error' : 'invalid_request_error'
}
