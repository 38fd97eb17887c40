import type { ServerResponse } from 'node:http'
import type { Step, Turn } from './turn.ts'
import type { Usage, Wire } from './wire.ts'

interface Playing {
  readonly turn: Turn
  readonly wire: Wire
  readonly response: ServerResponse
  readonly usage: Usage
  readonly stream: boolean
  /** Settles when the client has gone. */
  readonly gone: Promise<void>
}

/** Plays one turn over one HTTP answer. Returns when all is written, or the line is cut or abandoned. */
export async function playTurn(playing: Playing): Promise<void> {
  const { turn, wire, response, usage } = playing
  const first = turn[0]
  if (first?.type === 'failure')
    return answerJson(response, { ...first, body: first.body ?? wire.errorBody(first.status) })
  if (!playing.stream) return playWhole(playing)

  response.writeHead(200, { 'content-type': wire.contentType, 'cache-control': 'no-cache' })
  response.flushHeaders()
  const replayed = turn.some((step) => step.type === 'replay')
  if (!replayed) await write(response, wire.open())
  for (const step of turn) {
    if (response.destroyed || (await playStep(step, playing)) === 'ended') return
  }
  if (!replayed) await write(response, wire.close(usage))
  response.end()
}

async function playStep(step: Step, { wire, response, gone }: Playing): Promise<'ended' | undefined> {
  switch (step.type) {
    case 'text':
      for (const delta of step.deltas) await write(response, wire.text(delta))
      return undefined
    case 'reasoning':
      for (const delta of step.deltas) await write(response, wire.reasoning(delta))
      return undefined
    case 'tool-call':
      for (const piece of wire.toolCall(step)) await write(response, piece)
      return undefined
    case 'wait':
      await Promise.race([step.until(), gone])
      return undefined
    case 'failure':
      await write(response, wire.errorFrame(step.status))
      response.end()
      return 'ended'
    case 'cut':
      response.socket?.destroy()
      return 'ended'
    case 'stall':
      await gone
      return 'ended'
    case 'garbage':
      await write(response, step.raw)
      return undefined
    case 'replay':
      return replayLines(step, wire, response)
    case 'usage':
      return undefined
  }
}

async function replayLines(
  step: Extract<Step, { type: 'replay' }>,
  wire: Wire,
  response: ServerResponse,
): Promise<'ended' | undefined> {
  const bytes = Buffer.from(step.lines.map((line) => wire.recorded(line)).join('') + wire.recordedEnd())
  const end = Math.min(step.cutAfterBytes ?? bytes.length, bytes.length)
  const size = step.pieceBytes ?? bytes.length
  for (let start = 0; start < end; start += size) {
    await write(response, bytes.subarray(start, Math.min(start + size, end)))
  }
  if (end === bytes.length) return undefined
  response.socket?.destroy()
  return 'ended'
}

async function playWhole({ turn, wire, response, usage, gone }: Playing): Promise<void> {
  for (const step of turn) {
    if (step.type === 'wait') await Promise.race([step.until(), gone])
    if (step.type === 'cut') return void response.socket?.destroy()
    if (step.type === 'stall') return gone
    if (step.type === 'garbage')
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(step.raw)
  }
  answerJson(response, { status: 200, body: wire.whole(turn, usage) })
}

/** Answers at once: an object as JSON, a string as the page of some proxy. */
export function answerJson(
  response: ServerResponse,
  answer: { status: number; body: unknown; headers?: Readonly<Record<string, string>> },
): void {
  const isText = typeof answer.body === 'string'
  const contentType = isText ? 'text/html' : 'application/json'
  response.writeHead(answer.status, { 'content-type': contentType, ...answer.headers })
  response.end(isText ? answer.body : JSON.stringify(answer.body))
}

/** Waits until the bytes are with the system, so that a cut after it loses nothing that was written. */
function write(response: ServerResponse, data: string | Uint8Array): Promise<void> {
  if (data.length === 0 || response.destroyed) return Promise.resolve()
  return new Promise((resolve) => response.write(data, () => resolve()))
}
