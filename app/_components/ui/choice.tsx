'use client'

import { useId } from 'react'

/** One thing that can be chosen, with a line about what that means. */
export function Choice({
  type,
  group,
  isChosen,
  isDisabled = false,
  onChange,
  label,
  hint,
}: {
  type: 'radio' | 'checkbox'
  /** The same for radios of which one is chosen: the arrow keys go between them. */
  group?: string
  isChosen: boolean
  isDisabled?: boolean
  onChange: (isChosen: boolean) => void
  label: string
  hint: string
}) {
  const hintId = useId()
  return (
    <label className="flex min-h-11 cursor-pointer items-start gap-2.5 rounded-control py-1.5 has-disabled:cursor-default has-disabled:text-fg-3 md:min-h-8 md:py-1">
      <input
        type={type}
        name={group}
        checked={isChosen}
        disabled={isDisabled}
        aria-label={label}
        aria-describedby={hintId}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0 text-ui">
        <span className="font-medium">{label}</span>{' '}
        <span id={hintId} className="text-fg-2">
          {hint}
        </span>
      </span>
    </label>
  )
}
