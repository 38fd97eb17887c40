import * as z from 'zod'
import { auditOutcome } from '#protocol/access/audit.ts'
import { router, scoped } from '../../init.ts'

const MOST_ENTRIES = 500

export const auditRouter = router({
  list: scoped('admin')
    .input(
      z
        .object({
          limit: z.number().int().min(1).max(MOST_ENTRIES).default(100),
          before: z.number().int().positive().optional(),
          action: z.string().min(1).max(100).optional(),
          actor: z.string().min(1).max(300).optional(),
          outcome: auditOutcome.optional(),
          from: z.number().int().nonnegative().optional(),
          until: z.number().int().nonnegative().optional(),
        })
        .default({ limit: 100 }),
    )
    .query(({ ctx, input }) => ctx.features.audit.list(input)),
})
