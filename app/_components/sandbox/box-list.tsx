'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { Answered } from '../list/answered.tsx'
import { Rows } from '../list/row.tsx'
import { BoxRow } from './box-row.tsx'
import type { SandboxReport } from './engine-state.tsx'

/** How often the use of containers is looked at while they are in view, in milliseconds. */
const LOOK_MS = 5_000

/** The containers of conversations, and the files of those that have none now. */
export function BoxList({ limits }: { limits: SandboxReport['limits'] }) {
  const t = useTranslations('sandboxPage')
  const trpc = useTRPC()
  const answer = useQuery(trpc.sandbox.list.queryOptions({}, { refetchInterval: LOOK_MS }))
  const sessions = useQuery(trpc.sessions.list.queryOptions({})).data?.sessions ?? []
  const boxes = answer.data?.sandboxes ?? []
  return (
    <PageSection title={t('boxes')} hint={t('boxesHint')}>
      <Answered answer={answer}>
        {boxes.length === 0 ? (
          <p className="text-fg-3 text-ui">{t('boxesEmpty')}</p>
        ) : (
          <Rows>
            {boxes.map((box) => (
              <BoxRow
                key={box.key}
                box={box}
                session={sessions.find(({ id }) => id === box.sessionId)}
                limits={limits}
                onChanged={() => void answer.refetch()}
              />
            ))}
          </Rows>
        )}
      </Answered>
    </PageSection>
  )
}
