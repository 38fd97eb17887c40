import type { ErrorShape } from '#protocol/errors.ts'
import type { ChatChunk } from '#protocol/messages.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import { type Events, sessionTopic } from '../events.ts'

export interface RunOutcome {
  readonly status: RunEndStatus | 'waiting'
  readonly error?: ErrorShape | undefined
}

/**
 * Follows an answer until it ends or waits for the owner. `onText` gets its words as they come; once a
 * step begins anew the rest is left to whoever knows the whole answer, because words can't be taken back.
 */
export function followRun(
  events: Events,
  run: { sessionId: string; runId: string },
  onText: (text: string) => void,
): { outcome: Promise<RunOutcome>; end(outcome: RunOutcome): void } {
  const { promise, resolve } = Promise.withResolvers<RunOutcome>()
  const words = createWords(onText)
  const topic = sessionTopic(run.sessionId)
  const unsubscribe = events.subscribe((name, event) => {
    if (name !== topic || !('runId' in event) || event.runId !== run.runId) return
    if (event.type === 'chunk') words.take(event.chunk)
    if (event.type === 'run-wait') end({ status: 'waiting' })
    if (event.type === 'run-end') end({ status: event.status, error: event.error })
  })
  function end(outcome: RunOutcome): void {
    unsubscribe()
    resolve(outcome)
  }
  return { outcome: promise, end }
}

/** Puts the text parts of an answer together as the whole answer has them: an empty line between two. */
function createWords(onText: (text: string) => void) {
  let said = false
  let begun = false
  let blank = ''
  let broken = false
  return {
    take(chunk: ChatChunk): void {
      if (chunk.type === 'reset-step') broken = true
      if (broken) return
      if (chunk.type === 'text-start') {
        begun = false
        blank = ''
      }
      if (chunk.type !== 'text-delta') return
      if (!begun && chunk.delta.trim() === '') {
        blank += chunk.delta
        return
      }
      onText(`${begun || !said ? '' : '\n\n'}${blank}${chunk.delta}`)
      blank = ''
      begun = true
      said = true
    },
  }
}
