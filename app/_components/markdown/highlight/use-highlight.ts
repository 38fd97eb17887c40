import { useEffect, useState } from 'react'
import type { Piece } from './highlight.ts'
import { createHighlighter } from './highlighter.ts'

/** One for the page. */
const highlighter = createHighlighter(
  () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
)

/** The pieces of code, once they are known; undefined until then, and while it is still being written. */
export function useHighlight(language: string, code: string, isOpen: boolean): readonly Piece[] | undefined {
  const [read, setRead] = useState<{ code: string; pieces: readonly Piece[] | undefined }>()

  useEffect(() => {
    if (isOpen || language === '') return
    let isCurrent = true
    void highlighter.highlight(language, code).then((pieces) => {
      if (isCurrent && pieces) setRead({ code, pieces })
    })
    return () => {
      isCurrent = false
    }
  }, [language, code, isOpen])

  return read?.code === code ? read.pieces : highlighter.find(language, code)
}
