import * as z from 'zod'
import { contactRef, DEFAULT_ACCOUNT, groupRef } from '#protocol/access/pairing.ts'
import { router, scoped } from '../../init.ts'

export const contactsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.contacts.list()),

  revoke: scoped('approve')
    .input(contactRef)
    .mutation(({ ctx, input: { account = DEFAULT_ACCOUNT, ...contact } }) =>
      ctx.features.contacts.revoke({ account, ...contact }, ctx.principal),
    ),

  allowGroup: scoped('approve')
    .input(groupRef.extend({ name: z.string().max(1_000).default('') }))
    .mutation(({ ctx, input: { account = DEFAULT_ACCOUNT, ...group } }) => {
      ctx.features.contacts.allowGroup({ account, ...group }, ctx.principal)
      return {}
    }),

  revokeGroup: scoped('approve')
    .input(groupRef)
    .mutation(({ ctx, input: { account = DEFAULT_ACCOUNT, ...group } }) => {
      ctx.features.contacts.revokeGroup({ account, ...group }, ctx.principal)
      return {}
    }),
})
