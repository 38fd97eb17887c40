'use client'

import clsx from 'clsx'
import { useId } from 'react'

/** One of a few, all in view: radios that look like one control. */
export function SegmentedChoice<Value extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; text: string }[]
}) {
  const group = useId()
  return (
    <fieldset className="flex shrink-0 rounded-control border bg-surface p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={clsx(
            'flex min-h-11 cursor-pointer items-center rounded-chip px-3 text-ui has-focus-visible:outline-2 has-focus-visible:outline-accent md:min-h-7',
            value === option.value ? 'bg-raised font-medium text-fg' : 'text-fg-2 hover:text-fg',
          )}
        >
          <input
            type="radio"
            name={group}
            className="sr-only"
            checked={value === option.value}
            onChange={() => onChange(option.value)}
          />
          {option.text}
        </label>
      ))}
    </fieldset>
  )
}
