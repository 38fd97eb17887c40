import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { router, scoped } from '../init.ts'

export const whyRouter = router({
  /** What began an answer, who spoke, what was done under which rule, and what it cost. */
  get: scoped('read')
    .input(z.object({ messageId: id }))
    .query(({ ctx, input }) => ctx.features.why.get(input.messageId)),
})
