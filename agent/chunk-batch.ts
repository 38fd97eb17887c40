import type { ChatChunk } from '#protocol/messages.ts'

const BATCH_MS = 16
const BATCH_SIZE = 32

interface ChunkBatch {
  add(chunk: ChatChunk): void
  /** Sends what waits. Called before each request about the run, so that both arrive in order. */
  flush(): void
}

/**
 * Gathers chunks into few messages. The first chunk after a pause leaves at once (it is what a person
 * waits for); those that follow closely travel together.
 */
export function createChunkBatch(send: (chunks: ChatChunk[]) => void): ChunkBatch {
  let waiting: ChatChunk[] = []
  let timer: NodeJS.Timeout | undefined
  let sentAt = Number.NEGATIVE_INFINITY

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    const chunks = waiting
    waiting = []
    sentAt = performance.now()
    send(chunks)
  }

  return {
    add(chunk) {
      waiting.push(chunk)
      if (waiting.length >= BATCH_SIZE || performance.now() - sentAt >= BATCH_MS) flush()
      else timer ??= setTimeout(flush, BATCH_MS)
    },
    flush,
  }
}
