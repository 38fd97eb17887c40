'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useKnownWords } from '../../_i18n/use-known-words.ts'
import { useTRPCClient } from '../../_lib/trpc.ts'
import { Answered } from '../list/answered.tsx'
import { Rows } from '../list/row.tsx'
import { Button } from '../ui/button.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditRow } from './audit-row.tsx'
import { ChainState } from './chain-state.tsx'
import { exportAudit } from './export-audit.ts'
import { questionOf, useAudit, useAuditFilter } from './use-audit.ts'
import { useSentence } from './use-sentence.ts'

/** The lines of the audit log, found by what, who, how it ended and when. */
export function AuditList() {
  const t = useTranslations('auditPage')
  const client = useTRPCClient()
  const sentenceOf = useSentence()
  const phraseOf = useKnownWords('auditAction')
  const [filter, setFilter] = useAuditFilter()
  const [hasFailed, setFailed] = useState(false)
  const answer = useAudit(filter)
  const first = answer.data?.pages[0]
  const entries = answer.data?.pages.flatMap((page) => page.entries) ?? []

  async function save() {
    setFailed(false)
    try {
      await exportAudit((page) => client.audit.list.query({ ...questionOf(filter), ...page }))
    } catch {
      setFailed(true)
    }
  }

  return (
    <div className="flex flex-col gap-4">
      {first && <ChainState chain={first.chain} brokenAfter={first.brokenAfter} />}
      <AuditFilters
        filter={filter}
        actions={(first?.actions ?? []).map((value) => ({
          value,
          text: phraseOf(value.replaceAll('.', '-')) ?? value,
        }))}
        onChange={setFilter}
      />
      <Answered answer={answer}>
        {entries.length === 0 ? (
          <p className="text-fg-2 text-ui">{t('nothing')}</p>
        ) : (
          <Rows>
            {entries.map((entry) => (
              <AuditRow key={entry.id} entry={entry} sentence={sentenceOf(entry)} />
            ))}
          </Rows>
        )}
      </Answered>
      <div className="flex flex-wrap items-center gap-2">
        {answer.hasNextPage && (
          <Button disabled={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
            {t('older')}
          </Button>
        )}
        {entries.length > 0 && (
          <Button tone="quiet" onClick={() => void save()}>
            <Download size={16} aria-hidden="true" />
            {t('export')}
          </Button>
        )}
        {hasFailed && (
          <p role="alert" className="text-err text-ui">
            {t('exportFailed')}
          </p>
        )}
      </div>
    </div>
  )
}
