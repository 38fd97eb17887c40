import type { ReactNode } from 'react'

/** A link that leaves the panel; where it leads learns nothing of where it came from. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className="text-accent underline underline-offset-2 [overflow-wrap:anywhere]"
    >
      {children}
    </a>
  )
}
