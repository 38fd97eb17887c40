import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import * as z from 'zod'
import { type QueuedMessage, queuedMessage } from '#protocol/sessions.ts'
import { usePanel } from '../../../_lib/panel-context.ts'

const queue = z.object({ items: z.array(queuedMessage) })
const NOTHING: readonly QueuedMessage[] = []

/** The messages that wait for their answer. `revision` changes whenever the conversation does. */
export function useQueue(sessionId: string, revision: string): readonly QueuedMessage[] {
  const { gateway } = usePanel()
  const queries = useQueryClient()
  useEffect(() => {
    if (revision !== '') void queries.invalidateQueries({ queryKey: queueKey(sessionId) })
  }, [queries, sessionId, revision])
  const { data } = useQuery({
    queryKey: queueKey(sessionId),
    queryFn: async () => queue.parse(await gateway.request('chat.queue', { sessionId })).items,
    retry: false,
  })
  return data ?? NOTHING
}

const queueKey = (sessionId: string) => [['chat', 'queue'], sessionId]
