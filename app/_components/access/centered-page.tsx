'use client'

import type { ReactNode } from 'react'
import { usePageTitle } from '../../_lib/use-page-title.ts'
import { Mark } from '../ui/mark.tsx'

/** One short message in the middle of an otherwise empty page. */
export function CenteredPage({ title, children }: { title: string; children: ReactNode }) {
  usePageTitle(title)
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="flex w-full max-w-[480px] flex-col gap-5 text-pretty text-prose text-fg-2">
        <Mark className="size-10" />
        <h1 className="font-semibold text-fg text-page">{title}</h1>
        {children}
      </div>
    </main>
  )
}
