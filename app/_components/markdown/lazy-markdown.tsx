'use client'

import { lazy, Suspense } from 'react'

/** The renderer is a third of a chat's code, and the first picture does without. */
export const loadMarkdown = () => import('./markdown-text.tsx')

const Loaded = lazy(async () => ({ default: (await loadMarkdown()).MarkdownText }))

/** Markdown, or the plain text of it until the renderer is there. */
export function LazyMarkdown({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  return (
    <Suspense fallback={<p className="prose whitespace-pre-wrap">{text}</p>}>
      <Loaded text={text} isStreaming={isStreaming} />
    </Suspense>
  )
}
