import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { AUDIT_OUTCOMES } from '#protocol/access/audit.ts'
import { useAddressChoice, useAddressValue } from '../../_lib/location.ts'
import { useTRPC, useTRPCClient } from '../../_lib/trpc.ts'

export interface AuditFilter {
  readonly action: string
  readonly outcome: 'allowed' | 'denied' | 'failed' | ''
  readonly actor: string
  /** So many days back; 0 for all of them. */
  readonly days: number
}

/** In days; 0 for any time. */
export const PERIODS = [0, 1, 7, 30] as const

/** Which lines are shown, as the address says. */
export function useAuditFilter(): [AuditFilter, (filter: AuditFilter) => void] {
  const [action, setAction] = useAddressValue('action')
  const [actor, setActor] = useAddressValue('who')
  const [outcome, setOutcome] = useAddressChoice('outcome', ['', ...AUDIT_OUTCOMES], '')
  const [days, setDays] = useAddressChoice('days', PERIODS.map(String), '0')
  const filter = { action, actor, outcome, days: Number(days) }
  return [
    filter,
    (next) => {
      if (next.action !== action) setAction(next.action)
      if (next.actor !== actor) setActor(next.actor)
      if (next.outcome !== outcome) setOutcome(next.outcome)
      if (next.days !== filter.days) setDays(String(next.days))
    },
  ]
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
    // The lines, and the names to choose from, stay until the next ones are there.
    placeholderData: keepPreviousData,
  })
}
