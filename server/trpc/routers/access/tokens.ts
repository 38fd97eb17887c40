import * as z from 'zod'
import { credentialName, MOST_TOKEN_DAYS, scope } from '#protocol/access/principal.ts'
import { id } from '#protocol/ids.ts'
import { router, scoped } from '../../init.ts'

export const tokensRouter = router({
  list: scoped('admin')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ tokens: ctx.features.tokens.list() })),

  create: scoped('admin')
    .input(
      z.object({
        name: credentialName,
        scopes: z.array(scope).min(1).max(scope.options.length),
        expiresInDays: z.number().int().min(1).max(MOST_TOKEN_DAYS).optional(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.features.tokens.create(input, ctx.principal)),

  revoke: scoped('admin')
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => {
      ctx.features.tokens.revoke(input.id, ctx.principal)
      return {}
    }),
})
