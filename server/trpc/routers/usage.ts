import * as z from 'zod'
import { router, scoped } from '../init.ts'

/** As many days as `get` returns where nothing is said. */
const DAYS = 30

const period = z.object({ days: z.number().int().min(1).max(366).optional() }).optional()

export const usageRouter = router({
  get: scoped('read')
    .input(period)
    .query(({ ctx, input }) => ctx.features.usage.get({ days: input?.days ?? DAYS })),

  breakdown: scoped('read')
    .input(period)
    .query(({ ctx, input }) => ctx.features.usage.breakdown({ days: input?.days ?? DAYS })),
})
