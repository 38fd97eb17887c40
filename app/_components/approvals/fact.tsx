import clsx from 'clsx'
import type { ReactNode } from 'react'

/** One thing to be known before an answer: its name, and beside it (`isWide`: below it) what it is. */
export function Fact({
  name,
  isWide = false,
  children,
}: {
  name: string
  isWide?: boolean
  children: ReactNode
}) {
  return (
    <div className={clsx('flex flex-col gap-1', !isWide && 'md:flex-row md:items-baseline md:gap-3')}>
      <dt className={clsx('text-fg-2 text-label', !isWide && 'md:w-28 md:shrink-0')}>{name}</dt>
      <dd className="min-w-0 flex-1">{children}</dd>
    </div>
  )
}

/** A text to be read letter by letter. */
export function Plain({ children }: { children: ReactNode }) {
  return <span className="font-mono text-meta [overflow-wrap:anywhere]">{children}</span>
}
