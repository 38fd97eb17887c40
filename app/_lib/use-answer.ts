import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type * as z from 'zod'
import { usePanel } from './panel-context.ts'

/** What a method without parameters answers; system events make it ask again. */
export function useAnswer<Answer>(method: string, schema: z.ZodType<Answer>): UseQueryResult<Answer> {
  const { gateway } = usePanel()
  return useQuery({
    queryKey: [method.split('.')],
    queryFn: async () => schema.parse(await gateway.request(method, {})),
    retry: false,
  })
}
