import * as z from 'zod'
import { router, scoped } from '../init.ts'

export const channelsRouter = router({
  list: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ({ channels: ctx.features.channels.list() })),
})
