'use client'

import { lazy, Suspense, useState } from 'react'

/** The renderer is a third of a chat's code, and the first picture does without. */
export const loadMarkdown = () => import('./markdown-block.tsx')
/** What cuts a text into blocks, for answers that are being written. */
export const loadGrowing = () => import('./markdown-text.tsx')

const Whole = lazy(async () => ({ default: (await loadMarkdown()).MarkdownBlock }))
const Growing = lazy(async () => ({ default: (await loadGrowing()).MarkdownText }))

/** Up to here, in characters, what is whole is read at once; cutting it first would take longer. */
const AT_ONCE = 4_000
/** How much stands there until the renderer does, in characters: nobody reads further meanwhile. */
const MEANWHILE = 4_000

/** Markdown, or the plain text of it until the renderer is there. */
export function LazyMarkdown({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  // What was seen growing stays in its blocks when it is done: nothing is drawn anew.
  const [grew] = useState(isStreaming)
  const inBlocks = grew || isStreaming || text.length > AT_ONCE
  return (
    <Suspense fallback={<p className="prose whitespace-pre-wrap">{text.slice(0, MEANWHILE)}</p>}>
      {inBlocks ? (
        <Growing text={text} isStreaming={isStreaming} />
      ) : (
        <div className="prose">
          <Whole text={text} />
        </div>
      )}
    </Suspense>
  )
}
