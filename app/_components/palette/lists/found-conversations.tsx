'use client'

import { useQuery } from '@tanstack/react-query'
import { MessageSquare } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../../_lib/trpc.ts'
import { useOpenSession } from '../../../_lib/use-open-session.ts'
import { useSessionTitle } from '../../sidebar/session-title.ts'
import { PaletteGroup, PaletteItem } from '../palette-item.tsx'
import { rankWords } from '../rank-words.ts'
import type { Choose } from '../use-chosen.ts'

const MOST = 6

/** Conversations by their title; those of the last days where nothing is typed yet. */
export function FoundConversations({ typed, onChoose }: { typed: string; onChoose: Choose }) {
  const t = useTranslations('sidebar')
  const titleOf = useSessionTitle()
  const openSession = useOpenSession()
  const sessions = useQuery(useTRPC().sessions.list.queryOptions({})).data?.sessions ?? []
  const found = rankWords(sessions, typed, (session) => ({ title: titleOf(session) })).slice(0, MOST)
  if (found.length === 0) return null
  return (
    <PaletteGroup title={t('title')}>
      {found.map((session) => (
        <PaletteItem
          key={session.id}
          id={`session ${session.id}`}
          icon={MessageSquare}
          onChoose={() => onChoose(() => openSession(session.id))}
        >
          <span className="block truncate">{titleOf(session)}</span>
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
}
