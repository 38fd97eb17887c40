import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { audited, router, scoped } from '../init.ts'

const providerName = z.string().trim().min(1).max(64)
const modelName = z.string().trim().min(1).max(200)

export const modelsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.models.list()),

  use: audited('chat')
    .input(z.object({ model: modelName, sessionId: id.optional() }))
    .mutation(({ ctx, input }) => ctx.features.models.use(input.model, input.sessionId)),

  setKey: audited('admin')
    .input(
      z.object({
        provider: providerName,
        key: z
          .string()
          .trim()
          .regex(/^[\x21-\x7e]{8,4096}$/, 'one line without spaces, as the vendor gave it'),
        beside: z.boolean().default(false),
      }),
    )
    .mutation(({ ctx, input }) => ctx.features.models.setKey(input)),

  removeKeys: audited('admin')
    .input(z.object({ provider: providerName }))
    .mutation(({ ctx, input }) => ctx.features.models.removeKeys(input.provider)),

  test: scoped('chat')
    .input(z.object({ model: modelName }))
    .mutation(({ ctx, input }) => ctx.features.models.test(input.model)),
})
