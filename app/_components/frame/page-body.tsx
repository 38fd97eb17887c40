'use client'

import type { ReactNode } from 'react'
import { PageHead } from './page-head.tsx'

/** A page beside the chat: its title, and one column that scrolls. */
export function PageBody({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <PageHead title={title} />
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain print:overflow-visible">
        <div className="mx-auto flex w-full max-w-[720px] flex-col gap-8 px-4 py-6 md:px-6">{children}</div>
      </div>
    </>
  )
}
