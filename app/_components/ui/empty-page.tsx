import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** A page that has nothing to show yet: what it is for, and what to do about it. */
export function EmptyPage({
  icon: Icon,
  title,
  hint,
  children,
}: {
  icon: LucideIcon
  title: string
  hint: string
  children?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center gap-2 py-16 text-center">
      <Icon size={24} strokeWidth={1.75} className="text-fg-3" aria-hidden="true" />
      <p className="font-semibold text-section">{title}</p>
      <p className="max-w-[420px] text-fg-2 text-ui">{hint}</p>
      {children && <div className="mt-3">{children}</div>}
    </div>
  )
}
