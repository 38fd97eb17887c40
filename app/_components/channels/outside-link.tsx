import type { ReactNode } from 'react'
import { safeLink } from '../../_lib/safe-link.ts'

/** A link that leaves the panel; where it leads learns nothing of where it came from. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  const address = safeLink(href)
  if (address === undefined) return <span>{children}</span>
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      className="text-accent underline underline-offset-2 [overflow-wrap:anywhere]"
    >
      {children}
    </a>
  )
}
