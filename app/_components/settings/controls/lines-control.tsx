'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { FIELD } from '../../ui/field.tsx'
import type { ControlProps } from './setting-control.tsx'

/** A list, one item a line; or a table, one `name: value` a line; or boxes where all items are known. */
export function LinesControl({ field, value, options, isDisabled, id, describedBy, onChange }: ControlProps) {
  const t = useTranslations('settingsPage')
  const isTable = field.kind === 'table'
  const [text, setText] = useState(() => write(value))
  // As it stands while it is typed in: a line that is not finished must not be tidied away.
  const shown = JSON.stringify(readLines(text, isTable)) === JSON.stringify(value) ? text : write(value)
  if (field.options.length > 0) {
    const chosen = Array.isArray(value) ? value.map(String) : []
    return (
      <fieldset
        id={id}
        aria-describedby={describedBy}
        disabled={isDisabled}
        className="flex flex-wrap gap-x-4"
      >
        {field.options.map((option) => (
          <label key={option} className="flex min-h-11 items-center gap-2 text-ui md:min-h-8">
            <input
              type="checkbox"
              checked={chosen.includes(option)}
              className="size-4 accent-accent"
              onChange={(event) => {
                const next = field.options.filter((each) =>
                  each === option ? event.target.checked : chosen.includes(each),
                )
                onChange(next.length > 0 ? next : undefined)
              }}
            />
            {options[option] ?? option}
          </label>
        ))}
      </fieldset>
    )
  }
  return (
    <textarea
      id={id}
      aria-describedby={describedBy}
      disabled={isDisabled}
      value={shown}
      rows={Math.min(6, Math.max(2, shown.split('\n').length))}
      placeholder={t(isTable ? 'linesTable' : 'lines')}
      autoComplete="off"
      spellCheck={false}
      className={`${FIELD} resize-y py-1.5 font-mono`}
      onChange={(event) => {
        setText(event.target.value)
        onChange(readLines(event.target.value, isTable))
      }}
    />
  )
}

function write(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(String).join('\n')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${String(inner)}`)
    .join('\n')
}

function readLines(text: string, isTable: boolean): unknown {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length === 0) return undefined
  if (!isTable) return lines
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
    }),
  )
}
