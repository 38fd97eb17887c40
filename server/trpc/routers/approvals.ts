import * as z from 'zod'
import { approvalDecision } from '#protocol/approvals.ts'
import { id } from '#protocol/ids.ts'
import { router, scoped } from '../init.ts'

export const approvalsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ approvals: ctx.features.approvals.listPending() })),

  resolve: scoped('approve')
    .input(z.object({ approvalId: id, decision: approvalDecision }))
    .mutation(({ ctx, input }) =>
      ctx.features.approvals.resolve(input.approvalId, input.decision, ctx.principal),
    ),
})
