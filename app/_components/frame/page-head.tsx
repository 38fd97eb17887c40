'use client'

import type { ReactNode } from 'react'
import { usePageTitle } from '../../_lib/use-page-title.ts'
import { Banners } from './banners.tsx'

/** The top of a page beside the chat: its title, what can be done with the whole page, and what is to be known. */
export function PageHead({ title, actions }: { title: string; actions?: ReactNode }) {
  usePageTitle(title)
  return (
    <>
      <header className="flex min-h-12 shrink-0 items-center gap-2 border-b px-4 pt-[env(safe-area-inset-top)]">
        <h1 className="min-w-0 flex-1 truncate font-semibold text-ui">{title}</h1>
        {actions}
      </header>
      <Banners />
    </>
  )
}
