import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { audited, router, scoped } from '../init.ts'

const modelName = z.string().trim().min(1).max(200)

export const modelsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.models.list()),

  use: audited('chat')
    .input(z.object({ model: modelName, sessionId: id.optional() }))
    .mutation(({ ctx, input }) => ctx.features.models.use(input.model, input.sessionId)),

  test: scoped('chat')
    .input(z.object({ model: modelName }))
    .mutation(({ ctx, input }) => ctx.features.models.test(input.model)),
})
