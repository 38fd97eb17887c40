import * as z from 'zod'
import { DEFAULT_ACCOUNT, dmPolicy } from '#protocol/access/pairing.ts'
import { audited, router, scoped } from '../init.ts'

const account = z.object({
  channel: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'the name of a chat platform, as telegram'),
  account: z
    .string()
    .regex(/^[a-z0-9][\w-]{0,31}$/i, 'at most 32 letters, digits, - and _')
    .default(DEFAULT_ACCOUNT),
})

export const channelsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ channels: ctx.features.channels.list() })),

  add: audited('admin')
    .input(account.extend({ token: z.string().trim().min(1).max(1_000) }))
    .mutation(({ ctx, input }) => ctx.features.channels.add(input)),

  update: audited('admin')
    .input(account.extend({ dm: dmPolicy }))
    .mutation(async ({ ctx, input }) => {
      await ctx.features.channels.update(input)
      return {}
    }),

  remove: audited('admin')
    .input(account)
    .mutation(async ({ ctx, input }) => {
      await ctx.features.channels.remove(input)
      return {}
    }),
})
