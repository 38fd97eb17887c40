/** What a scripted model does next. A turn is a list of steps; the stream ends well after the last one. */
export type Step =
  | { type: 'text' | 'reasoning'; deltas: readonly string[] }
  | { type: 'tool-call'; id: string | undefined; name: string; argumentPieces: readonly string[] }
  | { type: 'usage'; inputTokens: number; outputTokens: number }
  | { type: 'wait'; until: () => Promise<unknown> }
  | { type: 'failure'; status: number; body: unknown; headers: Readonly<Record<string, string>> }
  | { type: 'cut' }
  | { type: 'stall' }
  | { type: 'garbage'; raw: string }
  | {
      type: 'replay'
      lines: readonly string[]
      pieceBytes: number | undefined
      cutAfterBytes: number | undefined
    }
export type Turn = readonly Step[]

/** Text of the answer: a string comes word by word, an array in exactly these deltas. */
export function text(content: string | readonly string[]): Step {
  return { type: 'text', deltas: typeof content === 'string' ? splitWords(content) : content }
}

export function reasoning(content: string | readonly string[]): Step {
  return { type: 'reasoning', deltas: typeof content === 'string' ? splitWords(content) : content }
}

/**
 * A tool call whose arguments come in pieces. Without `input` it is a call with no arguments, as the
 * vendors send it (one empty piece). `pieces` sends exactly these, valid JSON or not.
 */
export function toolCall(
  name: string,
  input?: unknown,
  options: { id?: string; pieces?: readonly string[] } = {},
): Step {
  const whole = input === undefined ? '' : JSON.stringify(input)
  return { type: 'tool-call', id: options.id, name, argumentPieces: options.pieces ?? splitEvery(whole, 7) }
}

export function usage(inputTokens: number, outputTokens: number): Step {
  return { type: 'usage', inputTokens, outputTokens }
}

export function delay(milliseconds: number): Step {
  return { type: 'wait', until: () => new Promise((resolve) => setTimeout(resolve, milliseconds)) }
}

/** Goes on when the test says so: better than a delay wherever the test knows the moment. */
export function hold(until: Promise<unknown>): Step {
  return { type: 'wait', until: () => until }
}

/** First in a turn: the HTTP answer. After content: an error inside the stream, as the vendor words it. */
export function failure(status: number, options: { body?: unknown; retryAfterSeconds?: number } = {}): Step {
  const headers: Record<string, string> =
    options.retryAfterSeconds === undefined ? {} : { 'retry-after': String(options.retryAfterSeconds) }
  return { type: 'failure', status, body: options.body, headers }
}

/** The connection breaks here. */
export const cut = (): Step => ({ type: 'cut' })
/** Nothing more comes, and the connection stays open until the client leaves. */
export const stall = (): Step => ({ type: 'stall' })
/** Bytes that are no frame of any vendor. */
export const garbage = (raw = 'data: {"choices": [ {{{ \n\n'): Step => ({ type: 'garbage', raw })

function splitWords(content: string): string[] {
  return content.match(/\s*\S+\s*$|\s*\S+/g) ?? [content]
}

function splitEvery(content: string, length: number): string[] {
  if (content === '') return ['']
  const pieces: string[] = []
  for (let start = 0; start < content.length; start += length)
    pieces.push(content.slice(start, start + length))
  return pieces
}
