import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { router, scoped } from '../init.ts'

const MOST_HITS = 100

export const searchRouter = router({
  messages: scoped('read')
    .input(
      z.object({
        query: z.string().max(1000),
        sessionId: id.optional(),
        limit: z.number().int().min(1).max(MOST_HITS).default(30),
        before: z.number().int().nonnegative().optional(),
      }),
    )
    .query(({ ctx, input }) => ctx.features.search.messages(input)),
})
