import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { channelOf } from '../channel-of.ts'
import { audited, router, scoped } from '../init.ts'

const title = z.string().trim().max(200)
const session = z.object({ sessionId: id })

export const sessionsRouter = router({
  list: scoped('read')
    .input(z.object({ archived: z.boolean().optional() }).optional())
    .query(({ ctx, input }) => ({ sessions: ctx.features.sessions.list(input?.archived) })),

  get: scoped('read')
    .input(session)
    .query(({ ctx, input }) => ctx.features.sessions.get(input.sessionId)),

  create: scoped('chat')
    .input(z.object({ title: title.optional(), agent: z.string().max(100).optional() }).optional())
    .mutation(({ ctx, input }) =>
      ctx.features.sessions.create({
        title: input?.title,
        agent: input?.agent,
        channel: channelOf(ctx.credentialKind),
      }),
    ),

  rename: scoped('chat')
    .input(session.extend({ title }))
    .mutation(({ ctx, input }) => ctx.features.sessions.rename(input.sessionId, input.title)),

  archive: scoped('chat')
    .input(session.extend({ archived: z.boolean() }))
    .mutation(({ ctx, input }) => ctx.features.sessions.archive(input.sessionId, input.archived)),

  markRead: scoped('chat')
    .input(session.extend({ messageId: id.optional() }))
    .mutation(({ ctx, input }) => {
      ctx.features.sessions.markRead(input.sessionId, input.messageId)
      return {}
    }),

  listFailed: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ answers: ctx.features.sessions.listFailed() })),

  getTask: scoped('read')
    .input(z.object({ runId: id }))
    .query(({ ctx, input }) => ctx.features.sessions.getTask(input.runId)),

  reset: scoped('chat')
    .input(session)
    .mutation(({ ctx, input }) => ctx.features.sessions.reset(input.sessionId)),

  fork: scoped('chat')
    .input(session.extend({ messageId: id, leavesOut: z.boolean().optional() }))
    .mutation(({ ctx, input }) =>
      ctx.features.sessions.fork(input.sessionId, input.messageId, input.leavesOut),
    ),

  showVersion: scoped('chat')
    .input(session.extend({ messageId: id }))
    .mutation(({ ctx, input }) => {
      ctx.features.sessions.showVersion(input.sessionId, input.messageId)
      return {}
    }),

  export: scoped('read')
    .input(session.extend({ format: z.enum(['markdown', 'json']) }))
    .query(({ ctx, input }) => ctx.features.exports.session(input.sessionId, input.format)),

  delete: audited('admin')
    .input(session)
    .mutation(({ ctx, input }) => ctx.features.sessions.delete(input.sessionId)),
})
