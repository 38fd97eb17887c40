import * as z from 'zod'
import { pushSubscription } from '#protocol/access/push.ts'
import { AppError } from '#protocol/errors.ts'
import { audited, router, scoped } from '../../init.ts'

/** A browser speaks for itself alone; programs have the events. */
const selfOf = (ctx: {
  credentialKind: 'browser' | 'token'
  principal: { credentialId: string }
}): string => {
  if (ctx.credentialKind === 'browser') return ctx.principal.credentialId
  throw new AppError('bad_request', 'Notices are for browsers. Programs subscribe to the topic "system".')
}

export const pushRouter = router({
  get: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.push.get(selfOf(ctx))),

  subscribe: audited('read')
    .input(pushSubscription)
    .mutation(({ ctx, input }) => {
      ctx.features.push.subscribe(selfOf(ctx), input)
      return {}
    }),

  unsubscribe: audited('read')
    .input(z.object({}).optional())
    .mutation(({ ctx }) => {
      ctx.features.push.unsubscribe(selfOf(ctx))
      return {}
    }),

  test: scoped('read')
    .input(z.object({}).optional())
    .mutation(({ ctx }) => ctx.features.push.test(selfOf(ctx))),

  /** To be said at least every 30 seconds for as long as it is so. */
  look: scoped('read')
    .input(z.object({ isLooking: z.boolean() }))
    .mutation(({ ctx, input }) => {
      ctx.features.push.look(selfOf(ctx), input.isLooking)
      return {}
    }),
})
