'use client'

import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { useTRPC } from '../../_lib/trpc.ts'

/** The conversations that were put away, folded. */
export function ArchivedList({ row }: { row: (session: SessionSummary) => ReactNode }) {
  const t = useTranslations('sidebar')
  const [isOpen, setOpen] = useState(false)
  const list = useTRPC().sessions.list.queryOptions({ archived: true })
  const { data } = useQuery({ ...list, enabled: isOpen })
  return (
    <div className="mt-2 border-t pt-2">
      <button
        type="button"
        aria-expanded={isOpen}
        className="flex min-h-11 w-full items-center gap-1.5 rounded-control px-2 text-fg-3 text-meta hover:bg-raised hover:text-fg md:min-h-8"
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight
          size={14}
          className={clsx('transition-transform duration-[140ms]', isOpen && 'rotate-90')}
        />
        {t('archived')}
      </button>
      {isOpen && data && (
        <ul className="flex flex-col gap-0.5">
          {data.sessions.map(row)}
          {data.sessions.length === 0 && <li className="px-2.5 py-1 text-fg-3">{t('archivedEmpty')}</li>}
        </ul>
      )}
    </div>
  )
}
