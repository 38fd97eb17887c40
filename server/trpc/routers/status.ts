import * as z from 'zod'
import { router, scoped } from '../init.ts'

export const statusRouter = router({
  get: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.status.get()),
})
