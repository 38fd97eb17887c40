'use client'

import clsx from 'clsx'
import { ChevronDown } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { readStored, writeStored } from '../../_lib/storage.ts'
import { PageLink } from './page-link.tsx'
import { type PageGroup, pagesOf } from './pages.ts'

/** A group of pages under its heading, which folds it. The page that is open stays in view. */
export function PageFold({ group }: { group: Exclude<PageGroup, 'daily'> }) {
  const t = useTranslations('nav')
  const path = usePathname()
  const rowsId = useId()
  const storageName = `openclaw.folded.${group}`
  const [isFolded, setFolded] = useState(() => readStored(storageName) !== null)
  const pages = pagesOf(group).filter((page) => !isFolded || page.href === path)

  function toggle() {
    writeStored(storageName, isFolded ? null : 'yes')
    setFolded(!isFolded)
  }

  return (
    <>
      <button
        type="button"
        aria-expanded={!isFolded}
        aria-controls={rowsId}
        onClick={toggle}
        className="mt-1.5 flex min-h-6 items-center gap-1 rounded-control px-2.5 text-fg-3 text-label hover:text-fg"
      >
        {t(group)}
        <ChevronDown size={12} aria-hidden="true" className={clsx(isFolded && '-rotate-90')} />
      </button>
      <div id={rowsId} className="flex flex-col gap-px">
        {pages.map((page) => (
          <PageLink key={page.href} page={page} look="row" />
        ))}
      </div>
    </>
  )
}
