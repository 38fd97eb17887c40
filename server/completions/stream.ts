import type { ServerResponse } from 'node:http'
import type { ErrorShape } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import { completionChunk, errorReply, type Head, type Usage, usageChunk } from './replies.ts'

/** Proxies give up on a stream that says nothing. */
const HEARTBEAT_MS = 15_000
const AGAIN = '(The answer began anew:)'

/** An answer on its way, as server-sent events in OpenAI's shape. */
export interface AnswerStream {
  text(words: string): void
  /** Sends what of the whole answer is missing. */
  end(whole: string, usage: Usage | undefined): void
  fail(error: ErrorShape): void
}

export function openStream(response: ServerResponse, clock: Clock, head: Head): AnswerStream {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  let sent = ''
  let cancel = () => {}
  const write = (data: unknown) => void response.write(`data: ${JSON.stringify(data)}\n\n`)
  const say = (words: string) => {
    sent += words
    if (words !== '') write(completionChunk(head, { content: words }))
  }
  const beat = (): void => {
    cancel = clock.after(HEARTBEAT_MS, () => {
      response.write(': still working\n\n')
      beat()
    })
  }
  const close = () => void response.end('data: [DONE]\n\n')

  response.once('close', () => cancel())
  write(completionChunk(head, { role: 'assistant', content: '' }))
  beat()
  return {
    text: say,
    end(whole, usage) {
      say(whole.startsWith(sent) ? whole.slice(sent.length) : `\n\n${AGAIN}\n\n${whole}`)
      write(completionChunk(head, {}, 'stop'))
      if (usage) write(usageChunk(head, usage))
      close()
    },
    fail(error) {
      write(errorReply(error).body)
      close()
    },
  }
}
