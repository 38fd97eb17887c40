import { useEffect } from 'react'
import type { SearchHit } from '../../search/use-search.ts'

const NAME = 'found'

/** Marks what was found within its message, without a change of the message. Newer browsers only; others go without. */
export function useMarkedWords(messageId: string | undefined, hit: SearchHit | undefined): void {
  useEffect(() => {
    if (messageId === undefined || !hit || !('highlights' in CSS)) return
    const words = new Set(hit.ranges.map(([from, to]) => hit.snippet.slice(from, to).toLowerCase()))
    const mark = () => {
      const message = document.querySelector(`[data-message="${CSS.escape(messageId)}"]`)
      if (message) CSS.highlights.set(NAME, new Highlight(...rangesOf(message, words)))
    }
    // The message is drawn once the list has come to it, and its words when they were read.
    const observer = new MutationObserver(mark)
    const log = document.querySelector('[role=log]')
    if (log) observer.observe(log, { childList: true, subtree: true })
    mark()
    return () => {
      observer.disconnect()
      CSS.highlights.delete(NAME)
    }
  }, [messageId, hit])
}

function rangesOf(element: Element, words: ReadonlySet<string>): Range[] {
  const ranges: Range[] = []
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const text = texts.currentNode
    const letters = (text.nodeValue ?? '').toLowerCase()
    for (const word of words) {
      for (let at = letters.indexOf(word); word !== '' && at >= 0; at = letters.indexOf(word, at + 1)) {
        const range = new Range()
        range.setStart(text, at)
        range.setEnd(text, Math.min(at + word.length, text.nodeValue?.length ?? 0))
        ranges.push(range)
      }
    }
  }
  return ranges
}
