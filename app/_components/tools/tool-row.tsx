'use client'

import clsx from 'clsx'
import { ChevronRight, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatDuration, type ToolState } from './tool-call.ts'
import { ToolStateMark } from './tool-state.tsx'

/** The line of a call, or of several: what they were, how long they took and how they went. It folds open what it controls. */
export function ToolRow({
  icon: Icon,
  text,
  isOpen,
  controls,
  durationMs,
  state,
  onClick,
  children,
}: {
  icon: LucideIcon
  text: string
  isOpen: boolean
  /** The id of what opens. */
  controls: string
  durationMs: number | undefined
  state: ToolState
  onClick: () => void
  /** What else is said behind the text. */
  children: ReactNode
}) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-controls={controls}
      onClick={onClick}
      className="flex min-h-11 w-full items-center gap-2 rounded-card px-2.5 text-left text-ui hover:bg-raised md:min-h-8"
    >
      <ChevronRight
        size={14}
        className={clsx('shrink-0 text-fg-3 transition-transform duration-[140ms]', isOpen && 'rotate-90')}
      />
      <Icon size={16} strokeWidth={1.75} className="shrink-0 text-fg-2" aria-hidden="true" />
      <span className="min-w-0 flex-1 truncate">{text}</span>
      {children}
      {durationMs !== undefined && (
        <span className="shrink-0 font-mono text-fg-3 text-meta tabular-nums">
          {formatDuration(durationMs)}
        </span>
      )}
      <ToolStateMark state={state} />
    </button>
  )
}
