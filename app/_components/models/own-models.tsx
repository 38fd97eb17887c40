'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { useAssistants } from '../assistants/use-assistants.ts'
import { PageSection } from '../frame/page-section.tsx'
import { Row, Rows } from '../list/row.tsx'
import { SessionLink } from '../sessions/session-row.tsx'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { Button } from '../ui/button.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'

/** The conversations for which a model was picked by hand, and the way back to that of their assistant. */
export function OwnModels() {
  const t = useTranslations('models')
  const sessions = useQuery(useTRPC().sessions.list.queryOptions({})).data?.sessions ?? []
  const chosen = sessions.filter((session) => session.model !== null)
  if (chosen.length === 0) return null
  return (
    <PageSection title={t('own')} hint={t('ownHint')}>
      <Rows>
        {chosen.map((session) => (
          <OwnModel key={session.id} session={session} />
        ))}
      </Rows>
    </PageSection>
  )
}

function OwnModel({ session }: { session: SessionSummary }) {
  const t = useTranslations('models')
  const titleOf = useSessionTitle()
  const mayChange = useMay('chat')
  const use = useAction()
  const title = titleOf(session)
  const back = useAssistants().find(session.agent)?.model ? 'useAssistants' : 'useMain'
  return (
    <Row
      actions={
        mayChange && (
          <Button
            tone="quiet"
            aria-label={t(`${back}Label`, { title })}
            disabled={use.isBusy}
            onClick={() => void use.run('models.use', { model: 'default', sessionId: session.id })}
          >
            {t(back)}
          </Button>
        )
      }
    >
      <SessionLink sessionId={session.id} isCurrent={false} onOpen={undefined} className="px-0!">
        <span className="truncate">{title}</span>
      </SessionLink>
      <p className="font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">{session.model}</p>
      <ActionProblem code={use.problem} />
    </Row>
  )
}
