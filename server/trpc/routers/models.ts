import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { router, scoped } from '../init.ts'

export const modelsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.models.list()),

  use: scoped('chat')
    .input(z.object({ model: z.string().trim().min(1).max(200), sessionId: id.optional() }))
    .mutation(({ ctx, input }) => ctx.features.models.use(input.model, input.sessionId)),
})
