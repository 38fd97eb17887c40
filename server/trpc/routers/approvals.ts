import * as z from 'zod'
import { approvalDecision } from '#protocol/access/approvals.ts'
import { id } from '#protocol/ids.ts'
import { router, scoped } from '../init.ts'

export const approvalsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ approvals: ctx.features.approvals.listPending() })),

  listAlways: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ grants: ctx.features.approvals.listAlways() })),

  revokeAlways: scoped('approve')
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.features.approvals.revokeAlways(input.id, ctx.principal)),

  resolve: scoped('approve')
    .input(z.object({ approvalId: id, decision: approvalDecision, choice: z.string().max(200).optional() }))
    .mutation(({ ctx, input }) => {
      const { approvalId, ...answer } = input
      return ctx.features.approvals.resolve(approvalId, answer, ctx.principal)
    }),
})
