import type { JobSummary, JobTime } from '#protocol/jobs.ts'

export interface JobsFeature {
  /** The next one due first. */
  list(): JobSummary[]
  /** In a conversation of its own where none is named. Throws `bad_request` for a time that can't be, `too_many`. */
  create(job: { sessionId?: string | undefined; text: string } & JobTime): JobSummary
  /** Throws `not_found`. */
  delete(jobId: string): void
}
