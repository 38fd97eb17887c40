import type { ChatChunk } from '#protocol/messages.ts'

const BATCH_MS = 16
const BATCH_SIZE = 32

interface ChunkBatch {
  add(chunk: ChatChunk): void
  /** Sends what waits. Called before each request about the run, so that both arrive in order. */
  flush(): void
}

/**
 * Gathers chunks into few messages. The first words after a pause leave at once (they are what a person
 * waits for); what follows closely travels together.
 */
export function createChunkBatch(send: (chunks: ChatChunk[]) => void): ChunkBatch {
  let waiting: ChatChunk[] = []
  let timer: NodeJS.Timeout | undefined
  let wordsSentAt = Number.NEGATIVE_INFINITY

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    const chunks = waiting
    waiting = []
    if (chunks.some(isWords)) wordsSentAt = performance.now()
    send(chunks)
  }

  return {
    add(chunk) {
      waiting.push(chunk)
      const isAwaited = isWords(chunk) && performance.now() - wordsSentAt >= BATCH_MS
      if (isAwaited || waiting.length >= BATCH_SIZE) flush()
      else timer ??= setTimeout(flush, BATCH_MS)
    },
    flush,
  }
}

const isWords = (chunk: ChatChunk): boolean => chunk.type === 'text-delta' || chunk.type === 'reasoning-delta'
