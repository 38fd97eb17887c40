import * as z from 'zod'
import { router, scoped } from '../init.ts'

export const backupsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ backups: ctx.features.backups.list() })),

  create: scoped('admin')
    .input(z.object({}).optional())
    .mutation(({ ctx }) => ctx.features.backups.create()),
})
