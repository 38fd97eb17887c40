import * as z from 'zod'
import { credentialName } from '#protocol/access/principal.ts'
import { id } from '#protocol/ids.ts'
import { requireScope, router, scoped } from '../../init.ts'

export const devicesRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ devices: ctx.features.devices.list(ctx.principal) })),

  rename: scoped('admin')
    .input(z.object({ id, name: credentialName }))
    .mutation(({ ctx, input }) => {
      ctx.features.devices.rename(input.id, input.name, ctx.principal)
      return {}
    }),

  /** A device may sign itself out; the others are the business of `admin`. */
  revoke: scoped('read')
    .input(z.object({ id }))
    .mutation(async ({ ctx, input, path }) => {
      if (input.id !== ctx.principal.credentialId) await requireScope(ctx, 'admin', path)
      ctx.features.devices.revoke(input.id, ctx.principal)
      return {}
    }),
})
