import * as z from 'zod'
import { channelAccountRef, DEFAULT_ACCOUNT, pairingApproval } from '#protocol/access/pairing.ts'
import { id } from '#protocol/ids.ts'
import { router, scoped } from '../../init.ts'

export const pairingRouter = router({
  list: scoped('approve')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.pairing.list()),

  approve: scoped('approve')
    .input(pairingApproval)
    .mutation(({ ctx, input }) => ctx.features.pairing.approve(input, ctx.principal)),

  reject: scoped('approve')
    .input(z.object({ pairingId: id }))
    .mutation(({ ctx, input }) => {
      ctx.features.pairing.reject(input.pairingId, ctx.principal)
      return {}
    }),

  rejectAll: scoped('approve')
    .input(channelAccountRef)
    .mutation(({ ctx, input: { channel, account = DEFAULT_ACCOUNT } }) =>
      ctx.features.pairing.rejectAll({ channel, account }, ctx.principal),
    ),
})
