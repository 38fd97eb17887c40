import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { router, scoped } from '../init.ts'
import { channelOf } from '../origin.ts'

export const sessionsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ sessions: ctx.features.sessions.list() })),

  get: scoped('read')
    .input(z.object({ sessionId: id }))
    .query(({ ctx, input }) => ctx.features.sessions.get(input.sessionId)),

  create: scoped('chat')
    .input(z.object({ title: z.string().trim().max(200).optional() }).optional())
    .mutation(({ ctx, input }) =>
      ctx.features.sessions.create({ title: input?.title, channel: channelOf(ctx.credentialKind) }),
    ),
})
