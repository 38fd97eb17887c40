import * as z from 'zod'
import { router, scoped } from '../../init.ts'

export const loginRouter = router({
  createLink: scoped('admin')
    .input(z.object({}).optional())
    .mutation(({ ctx }) => ctx.features.login.createLink(ctx.principal.credentialId)),
})
