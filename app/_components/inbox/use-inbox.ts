import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../../_lib/trpc.ts'
import { usePairings } from './use-pairings.ts'

/** Everything that waits for the owner, and how much that is. */
export function useInbox() {
  const trpc = useTRPC()
  const pairings = usePairings()
  const approvals = useQuery(trpc.approvals.list.queryOptions({}))
  const failed = useQuery(trpc.sessions.listFailed.queryOptions({}))
  const sends = useQuery(trpc.outbox.list.queryOptions({}))
  const asked = [pairings, approvals, failed, sends]
  const found = {
    requests: pairings.data?.requests ?? [],
    approvals: approvals.data?.approvals ?? [],
    failed: failed.data?.answers ?? [],
    deliveries: sends.data?.deliveries ?? [],
  }
  return {
    ...found,
    full: pairings.data?.full ?? [],
    count: Object.values(found).reduce((sum, list) => sum + list.length, 0),
    // One that this browser may not ask for stays pending and is not waited for.
    isLoading: asked.some(({ isPending, fetchStatus }) => isPending && fetchStatus !== 'idle'),
    hasFailed: asked.some(({ error }) => error !== null),
    retry: () => void Promise.all(asked.map((query) => query.refetch())),
  }
}
