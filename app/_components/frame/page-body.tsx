'use client'

import type { ReactNode } from 'react'
import { Banners } from './banners.tsx'

/** A page beside the chat: its title, and one column that scrolls. */
export function PageBody({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <header className="flex min-h-12 shrink-0 items-center border-b px-4 pt-[env(safe-area-inset-top)]">
        <h1 className="truncate font-semibold text-ui">{title}</h1>
      </header>
      <Banners />
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto flex w-full max-w-[720px] flex-col gap-8 px-4 py-6 md:px-6">{children}</div>
      </div>
    </>
  )
}
