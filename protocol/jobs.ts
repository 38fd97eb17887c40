import * as z from 'zod'

/** Most characters of what a job says. */
export const JOB_TEXT_LIMIT = 4_000
/** Most jobs at one time. */
export const JOBS_LIMIT = 50

const YEAR_MINUTES = 366 * 24 * 60

/** When a job is due: exactly one of `at`, `inMinutes` and `cron`. */
export const jobTime = z.object({
  at: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Once, at this time. Example: 2026-12-24T18:00:00+01:00'),
  inMinutes: z.number().int().min(1).max(YEAR_MINUTES).optional().describe('Once, so many minutes from now'),
  cron: z
    .string()
    .max(100)
    .optional()
    .describe('Again and again: minute, hour, day of month, month, day of week. Example: 0 9 * * MON-FRI'),
  timeZone: z.string().max(100).optional().describe("IANA name for cron; the machine's own if absent"),
})
export type JobTime = z.infer<typeof jobTime>

export const jobText = z
  .string()
  .trim()
  .min(1)
  .max(JOB_TEXT_LIMIT)
  .describe('What is said in this conversation at that time, as a message that gets an answer')

/** A job as clients and tools see it; times are Unix milliseconds. */
export const jobSummary = z.object({
  jobId: z.string(),
  sessionId: z.string(),
  text: z.string(),
  cron: z.string().nullable(),
  timeZone: z.string(),
  nextAt: z.number().int(),
  /** True where the owner allowed it, but did not write its words. */
  tainted: z.boolean().optional(),
})
export type JobSummary = z.infer<typeof jobSummary>
