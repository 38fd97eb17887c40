'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Approval } from '#protocol/access/approvals.ts'
import { usePanel } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { ApprovalCard } from '../approvals/approval-card.tsx'
import { SessionLink } from '../sessions/session-row.tsx'
import { useSessionTitle } from '../sidebar/session-title.ts'

type Waiting = Omit<Approval, 'input'> & { input?: unknown }

/** What waits, one below the other. */
export function WaitingApprovals({ approvals }: { approvals: readonly Waiting[] }) {
  return approvals.map((approval) => <WaitingApproval key={approval.id} approval={approval} />)
}

/** A command or a question that waits, with the way to the conversation that asks. */
function WaitingApproval({ approval }: { approval: Waiting }) {
  const t = useTranslations('inbox')
  const { gateway } = usePanel()
  const queries = useQueryClient()
  const titleOf = useSessionTitle()
  const { data } = useQuery(useTRPC().sessions.list.queryOptions({}))
  const session = data?.sessions.find(({ id }) => id === approval.sessionId)
  return (
    <div id={approval.id} ref={showArrived} tabIndex={-1} className="scroll-mt-6 outline-none">
      <ApprovalCard
        approval={{ input: undefined, ...approval }}
        onDecide={async (answer) => {
          await gateway.request('approvals.resolve', { approvalId: approval.id, ...answer })
          await queries.invalidateQueries({ queryKey: [['approvals']] })
        }}
      />
      <div className="flex">
        <SessionLink
          sessionId={approval.sessionId}
          isCurrent={false}
          onOpen={undefined}
          className="flex-none! underline underline-offset-2 [overflow-wrap:anywhere]"
        >
          {session ? t('toSessionCalled', { title: titleOf(session) }) : t('toSession')}
        </SessionLink>
      </div>
    </div>
  )
}

/**
 * A notice leads here, by the fragment of the address, which is there before what it names. It is shown from its
 * beginning, and one key answers it.
 */
function showArrived(place: HTMLElement | null): void {
  if (place === null || location.hash.slice(1) !== encodeURIComponent(place.id)) return
  place.scrollIntoView({ block: 'start' })
  const card = place.querySelector<HTMLElement>('[data-card]') ?? place
  card.focus({ preventScroll: true })
}
