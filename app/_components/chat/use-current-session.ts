import { useQuery } from '@tanstack/react-query'
import type { SessionSummary } from '#protocol/sessions.ts'
import { useSessionParam } from '../../_lib/location.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { isMain } from '../sidebar/session-title.ts'

/** The conversation that the address names; without a name the main one. `new`: one that does not exist yet. */
export function useCurrentSession(): { sessionId: string | undefined; session: SessionSummary | undefined } {
  const trpc = useTRPC()
  const chosen = useSessionParam()
  const sessions = useQuery(trpc.sessions.list.queryOptions({})).data?.sessions
  const sessionId = chosen ?? findMain(sessions)?.id
  const listed = sessions?.find((each) => each.id === sessionId)
  // One that was put away is in no list, but it opens all the same.
  const isUnlisted = sessions !== undefined && sessionId !== undefined && sessionId !== 'new' && !listed
  const one = trpc.sessions.get.queryOptions({ sessionId: sessionId ?? '' })
  const found = useQuery({ ...one, enabled: isUnlisted, retry: false }).data
  return { sessionId, session: listed ?? found }
}

function findMain(sessions: readonly SessionSummary[] | undefined): SessionSummary | undefined {
  return sessions?.find(isMain) ?? sessions?.[0]
}
