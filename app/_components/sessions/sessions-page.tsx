'use client'

import { useQuery } from '@tanstack/react-query'
import { MessagesSquare } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { AssistantFilter } from '../assistants/assistant-filter.tsx'
import { PageBody } from '../frame/page-body.tsx'
import { isMain } from '../sidebar/session-title.ts'
import { EmptyPage } from '../ui/empty-page.tsx'
import { SearchInput, Select } from '../ui/field.tsx'
import { LoadProblem } from '../ui/load-problem.tsx'
import { ListSkeleton } from '../ui/states/list-skeleton.tsx'
import { BulkActions } from './bulk-actions.tsx'
import { SessionLine } from './session-line.tsx'
import { SESSION_VIEWS, useSessionFilter } from './use-session-filter.ts'

/** Every conversation: found by kind and title, put away or deleted several at a time. */
export function SessionsPage() {
  const t = useTranslations('sessionsPage')
  const tInbox = useTranslations('inbox')
  const filter = useSessionFilter()
  const { view, words } = filter
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const areArchived = view === 'archived'
  const list = useTRPC().sessions.list.queryOptions(areArchived ? { archived: true } : {})
  const answer = useQuery(list)
  const sessions = answer.data?.sessions ?? []
  const { shown, assistant } = filter.apply(sessions)
  const choosable = shown.filter((session) => !isMain(session)).map(({ id }) => id)
  // What is not in view is not touched, whatever was chosen before.
  const chosen = choosable.filter((id) => marked.has(id))

  function mark(ids: readonly string[], isChosen: boolean) {
    const next = new Set(marked)
    for (const id of ids) isChosen ? next.add(id) : next.delete(id)
    setMarked(next)
  }

  return (
    <PageBody title={t('title')}>
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap gap-2">
          <Select
            aria-label={t('kind')}
            value={view}
            className="w-auto! flex-none"
            options={SESSION_VIEWS.map((each) => ({ value: each, text: t(each) }))}
            onChange={filter.setView}
          />
          <AssistantFilter sessions={sessions} value={assistant} onChange={filter.setAssistant} />
          <SearchInput
            label={t('filter')}
            value={words}
            className="min-w-0 flex-1 basis-56"
            onChange={filter.setWords}
          />
        </div>
        {answer.error && (
          <LoadProblem
            texts={{ failed: t('failed'), retry: tInbox('retry') }}
            onRetry={() => void answer.refetch()}
          />
        )}
        {answer.isPending && <ListSkeleton />}
        {answer.data &&
          (shown.length === 0 ? (
            <EmptyPage icon={MessagesSquare} title={t('empty')} hint={t('emptyHint')} />
          ) : (
            <>
              <div className="flex items-center">
                <label className="flex min-h-11 shrink-0 items-center gap-2 pr-4 pl-3.5 text-fg-2 text-ui">
                  <input
                    type="checkbox"
                    checked={chosen.length > 0 && chosen.length === choosable.length}
                    disabled={choosable.length === 0}
                    className="size-4 accent-accent"
                    onChange={(event) => mark(choosable, event.target.checked)}
                  />
                  {t('selectAll')}
                </label>
                <div className="min-w-0 flex-1">
                  <BulkActions
                    chosen={chosen}
                    areArchived={areArchived}
                    onDone={() => {
                      setMarked(new Set())
                      void answer.refetch()
                    }}
                  />
                </div>
              </div>
              <ul className="divide-y overflow-hidden rounded-card border bg-surface">
                {shown.map((session) => (
                  <SessionLine
                    key={session.id}
                    session={session}
                    isChosen={marked.has(session.id)}
                    onChoose={(isChosen) => mark([session.id], isChosen)}
                  />
                ))}
              </ul>
            </>
          ))}
      </div>
    </PageBody>
  )
}
