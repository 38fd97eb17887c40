import { StringDecoder } from 'node:string_decoder'
import { createRedrawnLines } from './redrawn-lines.ts'

/** The text of one output stream: everything counted, the beginning and the end kept. */
export interface OutputText {
  push(bytes: Buffer): void
  /** Takes what is left in the decoder; call once, at the end. */
  finish(): void
  /**
   * At most `limit` characters: all of it, or its beginning and its end with a line between them, which
   * names the place of the whole where there is one.
   */
  cut(limit: number, whole?: string): string
  /** Its first `held` characters. */
  start(): string
  readonly length: number
}

/** `keep` is the largest limit that `cut` will be called with; `held` is how much of the beginning is held. */
export function createOutputText(keep: number, held = keep): OutputText {
  const decoder = new StringDecoder('utf8')
  const plain = createPlainText()
  const tail: string[] = []
  let tailLength = 0
  let head = ''
  let length = 0

  function add(text: string): void {
    if (text === '') return
    length += text.length
    if (head.length < held) head += text.slice(0, held - head.length)
    tail.push(text)
    tailLength += text.length
    while (tailLength - (tail[0]?.length ?? 0) >= keep) tailLength -= tail.shift()?.length ?? 0
  }

  return {
    push: (bytes) => add(plain.push(decoder.write(bytes))),
    finish: () => add(plain.push(decoder.end()) + plain.finish()),
    start: () => head,
    cut(limit, whole) {
      if (length <= limit) return head + plain.pending()
      const part = length > held ? `its first ${held} characters are` : 'the whole output is'
      const where = whole === undefined ? '' : `; ${part} in ${whole}`
      const note = (left: number) => `\n[… ${left} characters left out${where} …]\n`
      const room = Math.max(0, limit - note(length).length)
      const front = Math.floor(room / 3)
      const back = room - front
      return (
        head.slice(0, front) + note(length - room) + tail.join('').slice(tailLength - back) + plain.pending()
      )
    },
    get length() {
      return length
    },
  }
}

/** A command that writes more bytes than this is ended: nobody will read it. */
export const PRINT_LIMIT = 128 * 1024 * 1024
/** What then stands in its error stream. */
export const PRINTED_TOO_MUCH = Buffer.from('\n[OpenClaw ended the command: it printed more than 128 MB]\n')

/** Shares `limit` characters between two streams: a short one keeps all of it. */
export function shareLimit(a: number, b: number, limit: number): [number, number] {
  const half = Math.floor(limit / 2)
  if (a <= half) return [a, limit - a]
  if (b <= half) return [limit - b, b]
  return [half, limit - half]
}

const ESCAPE = '\u001b'
const BELL = '\u0007'
/*
 * Control sequences (ECMA-48): CSI … final, strings (OSC, DCS, SOS, PM, APC) … terminator, and short
 * escapes. They move the cursor, set the title or write the clipboard of whoever prints them later.
 */
const SEQUENCE = new RegExp(
  [
    `${ESCAPE}\\[[0-?]*[ -/]*[@-~]`,
    `${ESCAPE}[\\]PX^_][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)`,
    `${ESCAPE}[ -/]*[0-OQ-WYZ\`-~]`,
  ].join('|'),
  'g',
)
const CONTROL = /(?![\n\t\r])\p{Cc}/gu
/** An unfinished sequence is waited for up to here; a longer one is no sequence. */
const SEQUENCE_LIMIT = 4_096

/** Removes control sequences and control characters from text that comes in pieces; calms lines that are drawn anew. */
function createPlainText() {
  const lines = createRedrawnLines()
  let waiting = ''

  const clean = (text: string) => lines.push(text.replace(CONTROL, '').replaceAll('\r\n', '\n'))

  return {
    push(piece: string): string {
      const text = (waiting + piece).replace(SEQUENCE, '')
      const open = text.indexOf(ESCAPE)
      const end = text.endsWith('\r') ? text.length - 1 : text.length
      const from = open >= 0 && text.length - open < SEQUENCE_LIMIT ? Math.min(open, end) : end
      waiting = text.slice(from)
      return clean(text.slice(0, from))
    },
    finish(): string {
      const rest = clean(waiting)
      waiting = ''
      return rest + lines.finish()
    },
    /** The newest state of a line that is still being drawn, and was not given. */
    pending: lines.pending,
  }
}
