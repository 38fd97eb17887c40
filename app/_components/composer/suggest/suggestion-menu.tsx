'use client'

import clsx from 'clsx'
import { visible } from '../../ui/visible.ts'
import type { Suggestion } from './suggestion.ts'

export const SUGGESTIONS_ID = 'suggestions'
export const suggestionId = (index: number): string => `suggestion-${index}`

/** What is being written can become these. The keyboard stays in the text field, which leads it. */
export function SuggestionMenu({
  label,
  suggestions,
  active,
  onPick,
}: {
  label: string
  suggestions: readonly Suggestion[]
  active: number
  onPick: (suggestion: Suggestion) => void
}) {
  return (
    <div
      id={SUGGESTIONS_ID}
      role="listbox"
      aria-label={label}
      className="absolute inset-x-4 bottom-full z-20 mb-1 max-h-72 animate-appear overflow-y-auto rounded-card border bg-surface p-1 shadow-popover md:inset-x-6"
    >
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.key}
          ref={index === active ? showActive : null}
          id={suggestionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={clsx(
            'flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-3 text-ui md:min-h-8',
            index === active && 'bg-raised',
          )}
          // The text field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onPick(suggestion)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onPick(suggestion)
          }}
        >
          <span className="min-w-0 shrink-0 truncate font-mono text-meta max-md:max-w-[60%]">
            {visible(suggestion.name)}
            {suggestion.argument && <span className="text-fg-3"> {suggestion.argument}</span>}
          </span>
          <span className="min-w-0 truncate text-fg-2">{visible(suggestion.summary || ' ')}</span>
        </div>
      ))}
    </div>
  )
}

const showActive = (element: HTMLDivElement | null): void => element?.scrollIntoView({ block: 'nearest' })
