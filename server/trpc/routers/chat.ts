import * as z from 'zod'
import { id, idempotencyKey } from '#protocol/ids.ts'
import { attachmentInput, MOST_ATTACHMENTS } from '#protocol/media.ts'
import { CHAT_TEXT_LIMIT, queueMode } from '#protocol/sessions.ts'
import { channelOf } from '../channel-of.ts'
import { owners, router, scoped } from '../init.ts'

const MOST_MESSAGES = 200

const messageText = z
  .string()
  .max(CHAT_TEXT_LIMIT)
  .refine((text) => text.trim() !== '', 'the message is empty')

const attachments = z.array(attachmentInput).max(MOST_ATTACHMENTS).optional()

/** What waits is the owner's to change: only he writes in the panel and the command line. */
const owned = owners('chat')

export const chatRouter = router({
  send: scoped('chat')
    .input(
      z
        .object({
          sessionId: id.optional(),
          text: z.string().max(CHAT_TEXT_LIMIT).default(''),
          idempotencyKey,
          mode: queueMode.optional(),
          insteadOf: id.optional(),
          attachments,
        })
        .refine(({ text, attachments: files = [] }) => text.trim() !== '' || files.length > 0, {
          path: ['text'],
          error: 'the message is empty',
        }),
    )
    .mutation(({ ctx, input }) =>
      ctx.features.chat.send({
        ...input,
        principal: ctx.principal,
        channel: channelOf(ctx.credentialKind),
        fromAgent: ctx.connection.fromAgent,
      }),
    ),

  steer: scoped('chat')
    .input(z.object({ sessionId: id, text: messageText, idempotencyKey }))
    .mutation(({ ctx, input }) =>
      ctx.features.chat.send({
        ...input,
        mode: 'steer',
        principal: ctx.principal,
        channel: channelOf(ctx.credentialKind),
        fromAgent: ctx.connection.fromAgent,
      }),
    ),

  queue: scoped('read')
    .input(z.object({ sessionId: id }))
    .query(({ ctx, input }) => ({ items: ctx.features.queue.list(input.sessionId) })),

  queueEdit: owned.input(z.object({ runId: id, text: messageText })).mutation(async ({ ctx, input }) => {
    await ctx.features.queue.edit(input.runId, input.text)
    return {}
  }),

  queueRemove: owned.input(z.object({ runId: id })).mutation(({ ctx, input }) => {
    ctx.features.queue.remove(input.runId)
    return {}
  }),

  retry: owned
    .input(z.object({ runId: id }))
    .mutation(({ ctx, input }) => ctx.features.queue.retry(input.runId)),

  liftPrivacy: scoped('approve')
    .input(z.object({ sessionId: id }))
    .mutation(({ ctx, input }) => ctx.features.privacy.lift(input.sessionId, ctx.principal)),

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
