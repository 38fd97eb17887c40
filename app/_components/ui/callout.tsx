import clsx from 'clsx'
import type { ReactNode } from 'react'

const TONES = {
  warn: 'border-warn/25 bg-warn-tint',
  error: 'border-err/25 bg-err-tint',
  neutral: 'bg-raised',
}

/** A short notice in the colour of its meaning; the words carry it too. */
export function Callout({
  tone,
  icon,
  children,
  className,
}: {
  tone: keyof typeof TONES
  icon?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <div className={clsx('flex gap-2.5 rounded-card border px-3 py-2 text-ui', TONES[tone], className)}>
      {icon && <span className="mt-0.5 shrink-0">{icon}</span>}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}
