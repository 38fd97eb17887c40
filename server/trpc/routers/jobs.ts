import * as z from 'zod'
import { id } from '#protocol/ids.ts'
import { jobText, jobTime } from '#protocol/jobs.ts'
import { router, scoped } from '../init.ts'

export const jobsRouter = router({
  list: scoped('read').query(({ ctx }) => ({ jobs: ctx.features.jobs.list() })),

  create: scoped('chat')
    .input(jobTime.extend({ text: jobText, sessionId: id.optional() }))
    .mutation(({ ctx, input }) => ctx.features.jobs.create(input)),

  delete: scoped('chat')
    .input(z.object({ jobId: id }))
    .mutation(({ ctx, input }) => {
      ctx.features.jobs.delete(input.jobId)
      return {}
    }),
})
