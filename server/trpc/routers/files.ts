import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { owners, router } from '../init.ts'

const MOST_PATHS = 50

export const filesRouter = router({
  find: owners('chat')
    .input(
      z.object({
        sessionId: id.optional(),
        query: z.string().max(200).default(''),
        limit: z.number().int().min(1).max(MOST_PATHS).default(20),
      }),
    )
    .query(({ ctx, input }) => ctx.features.files.find(input)),
})
