import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import * as z from 'zod'
import { usePanel } from '../../_lib/panel-context.ts'

const PAUSE_MS = 150
const MOST_HITS = 50

const searchHit = z.object({
  messageId: z.string(),
  sessionId: z.string(),
  sessionTitle: z.string(),
  role: z.string(),
  createdAt: z.number(),
  snippet: z.string(),
  /** Where the words stand in the snippet: from, to (exclusive), in order. */
  ranges: z.array(z.tuple([z.number().int(), z.number().int()])),
})
export type SearchHit = z.infer<typeof searchHit>
const searchResult = z.object({ hits: z.array(searchHit) })

/** What was said that matches, in one conversation or in all; asks once the writing pauses. */
export function useSearch(text: string, sessionId?: string) {
  const { gateway } = usePanel()
  const query = usePaused(text.trim())
  const { data, isError, isFetching } = useQuery({
    queryKey: [['search', 'messages'], query, sessionId],
    queryFn: async () =>
      searchResult.parse(
        await gateway.request('search.messages', {
          query,
          limit: MOST_HITS,
          ...(sessionId === undefined ? {} : { sessionId }),
        }),
      ).hits,
    enabled: query !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  })
  return { query, hits: query === '' ? [] : data, isError, isFetching: isFetching || query !== text.trim() }
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
