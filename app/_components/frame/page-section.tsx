'use client'

import { type ReactNode, useId } from 'react'

/** One subject of a page: its heading, a line about it, and what can be done beside it. */
export function PageSection({
  title,
  hint,
  action,
  id,
  children,
}: {
  title: string
  hint?: string
  action?: ReactNode
  /** For links that lead here. */
  id?: string
  children: ReactNode
}) {
  const titleId = useId()
  return (
    <section id={id} aria-labelledby={titleId} className="flex scroll-mt-6 flex-col gap-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 id={titleId} className="font-semibold text-section">
            {title}
          </h2>
          {hint && <p className="text-fg-2 text-ui">{hint}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
