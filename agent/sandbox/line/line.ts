import { StringDecoder } from 'node:string_decoder'
import { LINE_LIMIT } from '#protocol/sandbox/wire.ts'

/** Output of a box: so many bytes and lines a second in the long run, and ten times as many in a moment. */
const BYTES_PER_SECOND = 8 * 1024 * 1024
const LINES_PER_SECOND = 500
const BURST = 10

const HEADER_BYTES = 8
const STDOUT = 1
/** The engine's own frames are at most this long; a longer one is no frame. */
const FRAME_LIMIT = 16 * 1024 * 1024

/**
 * Takes the engine's attached stream apart: frames of standard output become lines; standard error is kept
 * short. What breaks a limit is told once, and after that nothing is taken any more.
 */
export function createBoxLine(options: {
  onLine: (line: string) => void
  onBroken: (reason: string) => void
  now: () => number
}): { push(chunk: Buffer): void; complaint(): string } {
  const decoder = new StringDecoder('utf8')
  let waiting = Buffer.alloc(0)
  let left = 0
  let kind = 0
  let line = ''
  let stderr = ''
  let broken = false
  let bytes = BYTES_PER_SECOND * BURST
  let lines = LINES_PER_SECOND * BURST
  let at = options.now()

  function refuse(reason: string): void {
    if (broken) return
    broken = true
    options.onBroken(reason)
  }

  function pay(size: number, count: number): boolean {
    const now = options.now()
    const seconds = Math.max(0, now - at) / 1000
    at = now
    bytes = Math.min(BYTES_PER_SECOND * BURST, bytes + seconds * BYTES_PER_SECOND) - size
    lines = Math.min(LINES_PER_SECOND * BURST, lines + seconds * LINES_PER_SECOND) - count
    return bytes >= 0 && lines >= 0
  }

  function takeText(text: string): void {
    const parts = text.split('\n')
    if (!pay(0, parts.length - 1)) refuse('it says too much')
    for (const [index, part] of parts.entries()) {
      line += part
      if (line.length > LINE_LIMIT) refuse('it says too much at once')
      if (broken) return
      if (index === parts.length - 1) break
      const whole = line
      line = ''
      options.onLine(whole)
    }
  }

  return {
    push(chunk) {
      if (broken) return
      if (!pay(chunk.length, 0)) refuse('it says too much')
      let rest = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk
      while (rest.length > 0 && !broken) {
        if (left === 0) {
          if (rest.length < HEADER_BYTES) break
          kind = rest[0] ?? 0
          left = rest.readUInt32BE(4)
          rest = rest.subarray(HEADER_BYTES)
          if (left > FRAME_LIMIT) refuse('its line is garbled')
          continue
        }
        const piece = rest.subarray(0, left)
        rest = rest.subarray(piece.length)
        left -= piece.length
        if (kind === STDOUT) takeText(decoder.write(piece))
        else if (stderr.length < 2_000) stderr += piece.toString('latin1').slice(0, 2_000)
      }
      waiting = Buffer.from(rest)
    },
    complaint: () => stderr.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 500),
  }
}
