'use client'

import clsx from 'clsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { useHighlight } from './highlight/use-highlight.ts'

/** The whole box scrolls sideways, so that the keyboard reaches it by the button inside. */
export function CodeBlock({
  language,
  code,
  isOpen = false,
}: {
  language: string
  code: string
  /** It is still being written: plain until it is whole. */
  isOpen?: boolean
}) {
  const pieces = useHighlight(language, code, isOpen)
  return (
    <div className="mb-3 overflow-x-auto rounded-card border bg-surface">
      <div
        className={clsx(
          'sticky left-0 flex items-center justify-between text-fg-3 text-meta',
          language === '' ? 'h-0 items-start' : 'border-b py-0.5',
        )}
      >
        <span className="pl-3 font-mono">{language}</span>
        <CopyButton text={code} className="mr-1 mt-0.5 bg-surface" />
      </div>
      <pre className="code w-max min-w-full p-3 font-mono">
        <code>{pieces ? pieces.map(colour) : code}</code>
      </pre>
    </div>
  )
}

/** Pieces never move, so their place is their identity. */
const colour = ([text, kind]: readonly [string, string], place: number) =>
  kind === '' ? (
    text
  ) : (
    <span key={place} className={`code-${kind}`}>
      {text}
    </span>
  )
