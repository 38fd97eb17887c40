import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '../../../_lib/trpc.ts'

const NONE: readonly string[] = []

/** Paths of the workspace that fit; none where `query` is null, or where this conversation may not see them. */
export function useFileNames(sessionId: string | undefined, query: string | null): readonly string[] {
  const asked = useTRPC().files.find.queryOptions({
    ...(sessionId === undefined ? {} : { sessionId }),
    query: query ?? '',
  })
  const { data } = useQuery({
    ...asked,
    enabled: query !== null,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    retry: false,
  })
  return query === null ? NONE : (data?.paths ?? NONE)
}
