import * as z from 'zod'
import { router, scoped } from '../../init.ts'

const MOST_LINES = 500
const cursor = z
  .string()
  .max(50)
  .regex(/^\d+:\d+$/, 'a cursor that logs.list gave')

export const logsRouter = router({
  list: scoped('admin')
    .input(
      z
        .object({
          limit: z.number().int().min(1).max(MOST_LINES).default(200),
          before: cursor.optional(),
          after: cursor.optional(),
          level: z.enum(['debug', 'info', 'warn', 'error']).optional(),
          text: z.string().max(200).optional(),
        })
        .default({ limit: 200 }),
    )
    .query(({ ctx, input }) => ctx.features.logs.list(input)),
})
