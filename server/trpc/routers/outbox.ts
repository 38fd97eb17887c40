import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { audited, router, scoped } from '../init.ts'

export const outboxRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ deliveries: ctx.features.outbox.list() })),

  resolve: audited('approve')
    .input(z.object({ id, action: z.enum(['resend', 'dismiss']) }))
    .mutation(({ ctx, input }) => {
      ctx.features.outbox.resolve(input.id, input.action)
      return {}
    }),
})
