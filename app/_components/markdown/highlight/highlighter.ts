import type { Piece } from './highlight.ts'
import { findLanguage } from './language-name.ts'
import { highlightAnswer, LISTENS } from './messages.ts'

/** Longer code stays plain, in characters: nobody reads that much by its colours. */
const CODE_LIMIT = 60_000
/** Answers that are kept for when the same code is shown again. */
const KEPT = 200

export interface Highlighter {
  /** What is known already. */
  find(language: string, code: string): readonly Piece[] | undefined
  /** Undefined where the code stays plain. Never rejects. */
  highlight(language: string, code: string): Promise<readonly Piece[] | undefined>
}

/** Has code read in a worker, which is started by the first that has a language it knows. */
export function createHighlighter(start: () => Worker): Highlighter {
  const known = new Map<string, readonly Piece[] | undefined>()
  const waiting = new Map<number, (pieces: readonly Piece[] | undefined) => void>()
  let open: Promise<Worker> | undefined
  let last = LISTENS

  /** What is posted to a worker before its code has run is lost: it says when it listens. */
  function begin(): Promise<Worker> {
    const opened = start()
    opened.addEventListener('message', (event: MessageEvent<unknown>) => {
      const { id, pieces } = highlightAnswer.parse(event.data)
      waiting.get(id)?.(pieces)
      waiting.delete(id)
    })
    opened.addEventListener('error', () => {
      for (const settle of waiting.values()) settle(undefined)
      waiting.clear()
      open = undefined
    })
    return new Promise((resolve) => waiting.set(LISTENS, () => resolve(opened)))
  }

  return {
    find: (language, code) => known.get(keyOf(language, code)),
    async highlight(language, code) {
      const key = keyOf(language, code)
      if (known.has(key)) return known.get(key)
      if (code.length > CODE_LIMIT || !findLanguage(language)) return undefined
      open ??= begin()
      const worker = await open
      last += 1
      const id = last
      const pieces = await new Promise<readonly Piece[] | undefined>((resolve) => {
        waiting.set(id, resolve)
        worker.postMessage({ id, language, code })
      })
      const oldest = known.size >= KEPT ? known.keys().next().value : undefined
      if (oldest !== undefined) known.delete(oldest)
      known.set(key, pieces)
      return pieces
    },
  }
}

const keyOf = (language: string, code: string): string => `${language}\n${code}`
