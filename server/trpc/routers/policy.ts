import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { router, scoped } from '../init.ts'

export const policyRouter = router({
  /** "Why is this blocked?": the very answer that the gateway would act on, without acting. */
  explain: scoped('read')
    .input(z.object({ sessionId: id, tool: z.string().min(1).max(100), input: z.unknown() }))
    .query(({ ctx, input }) =>
      ctx.features.status.explain({ sessionId: input.sessionId, tool: input.tool, input: input.input }),
    ),
})
