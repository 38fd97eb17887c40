import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { audited, router, scoped } from '../init.ts'

export const sandboxRouter = router({
  status: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.sandbox.status()),

  list: scoped('read')
    .input(z.object({}).optional())
    .query(async ({ ctx }) => ({ sandboxes: await ctx.features.sandbox.list() })),

  explain: scoped('read')
    .input(z.object({ sessionId: id }))
    .query(({ ctx, input }) => ctx.features.sandbox.explain(input.sessionId)),

  /**
   * Removes the container of a session, or the one with this key in `list`, or all; the next call makes a new
   * one. `files`: its files too.
   */
  recreate: audited('admin')
    .input(z.object({ sessionId: id.optional(), key: id.optional(), files: z.boolean().default(false) }))
    .mutation(({ ctx, input }) => ctx.features.sandbox.recreate(input)),

  build: audited('admin')
    .input(z.object({}).optional())
    .mutation(({ ctx }) => ctx.features.sandbox.build()),
})
