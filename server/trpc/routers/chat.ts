import * as z from 'zod'
import { id, idempotencyKey } from '#protocol/ids.ts'
import { CHAT_TEXT_LIMIT } from '#protocol/sessions.ts'
import { router, scoped } from '../init.ts'
import { channelOf } from '../origin.ts'

const MOST_MESSAGES = 200

export const chatRouter = router({
  send: scoped('chat')
    .input(
      z.object({
        sessionId: id.optional(),
        text: z
          .string()
          .max(CHAT_TEXT_LIMIT)
          .refine((text) => text.trim() !== '', 'the message is empty'),
        idempotencyKey,
      }),
    )
    .mutation(({ ctx, input }) =>
      ctx.features.chat.send({
        ...input,
        principal: ctx.principal,
        channel: channelOf(ctx.credentialKind),
      }),
    ),

  stop: scoped('chat')
    .input(z.object({ sessionId: id }))
    .mutation(async ({ ctx, input }) => ({ stopped: await ctx.features.chat.stop(input.sessionId) })),

  history: scoped('read')
    .input(
      z.object({
        sessionId: id,
        before: id.optional(),
        limit: z.number().int().min(1).max(MOST_MESSAGES).default(80),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.features.chat.history(input.sessionId, { before: input.before, limit: input.limit }),
    ),
})
