'use client'

import { type ReactNode, useId } from 'react'

/** How inputs and selects look. Phones zoom into anything smaller than 16 px. */
export const FIELD =
  'min-h-11 w-full rounded-control border border-border-control bg-bg px-2 text-[16px] text-fg md:min-h-8 md:text-ui'

/** An input with its name above; it is made with the id that ties the two together. */
export function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-fg-2 text-label">
        {label}
      </label>
      {children(id)}
    </div>
  )
}
