'use client'

import type { ReactNode } from 'react'
import { visible } from '../ui/visible.ts'

/** One entry of a list: what it is, and what can be done with it. */
export function Row({ children, actions }: { children: ReactNode; actions: ReactNode }) {
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-2.5">
      <div className="flex min-w-[60%] max-w-full flex-1 flex-col gap-1">{children}</div>
      <div className="ml-auto flex items-center gap-1">{actions}</div>
    </li>
  )
}

export function Rows({ children }: { children: ReactNode }) {
  return <ul className="divide-y rounded-card border bg-surface">{children}</ul>
}

/** Where somebody writes from, and the platform's id, which is all that counts. */
export function Place({ channel, id }: { channel: string; id: string }) {
  return (
    <p className="flex flex-wrap gap-x-3 text-fg-2 text-meta">
      <span>{channel}</span>
      <span className="font-mono [overflow-wrap:anywhere]">{visible(id)}</span>
    </p>
  )
}
