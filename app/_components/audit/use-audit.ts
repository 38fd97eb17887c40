import { useInfiniteQuery } from '@tanstack/react-query'
import { useTRPC, useTRPCClient } from '../../_lib/trpc.ts'

export interface AuditFilter {
  readonly action: string
  readonly outcome: 'allowed' | 'denied' | 'failed' | ''
  readonly actor: string
  /** So many days back; 0 for all of them. */
  readonly days: number
}

const PAGE_LINES = 100
const DAY_MS = 86_400_000

/** What the gateway is asked for a filter. */
export function questionOf({ action, outcome, actor, days }: AuditFilter) {
  // To the minute, so that the same question keeps its answer while the page is looked at.
  const from = Math.floor((Date.now() - days * DAY_MS) / 60_000) * 60_000
  return {
    ...(action === '' ? {} : { action }),
    ...(outcome === '' ? {} : { outcome }),
    ...(actor === '' ? {} : { actor }),
    ...(days === 0 ? {} : { from }),
  }
}

/** The lines of the audit log that fit a filter, page by page, the newest first. */
export function useAudit(filter: AuditFilter) {
  const trpc = useTRPC()
  const options = trpc.audit.list.queryOptions({})
  const client = useTRPCClient()
  return useInfiniteQuery({
    queryKey: [...options.queryKey, filter],
    queryFn: ({ pageParam }) =>
      client.audit.list.query({
        limit: PAGE_LINES,
        ...questionOf(filter),
        ...(pageParam === null ? {} : { before: pageParam }),
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ entries }) => (entries.length < PAGE_LINES ? null : (entries.at(-1)?.id ?? null)),
    staleTime: 0,
  })
}
