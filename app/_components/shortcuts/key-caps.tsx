'use client'

import { readKeys } from './keys.ts'
import type { ShortcutName } from './shortcuts.ts'
import { useMac } from './use-mac.ts'

/** The keys of a shortcut, as they are printed on the keyboard. */
export function KeyCaps({ name }: { name: ShortcutName }) {
  const keys = readKeys(name, useMac())
  return (
    <kbd className="flex shrink-0 gap-0.5 font-sans text-fg-3 text-label">
      {keys.map((key) => (
        <span
          key={key}
          className="inline-flex min-w-4 items-center justify-center rounded-chip border bg-bg px-1"
        >
          {key}
        </span>
      ))}
    </kbd>
  )
}
