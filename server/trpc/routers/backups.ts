import * as z from 'zod'
import { audited, router, scoped } from '../init.ts'

export const backupsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ backups: ctx.features.backups.list() })),

  create: audited('admin')
    .input(z.object({}).optional())
    .mutation(({ ctx }) => ctx.features.backups.create()),
})
