import type { Db } from '#db/client.ts'
import type { ChatOrigin } from '#db/queries/inbox.ts'
import { countJobs, createJob, deleteJob, type Job, listJobs } from '#db/queries/jobs.ts'
import { AppError } from '#protocol/errors.ts'
import { JOBS_LIMIT, type JobSummary, type JobTime } from '#protocol/jobs.ts'
import type { Clock } from '../clock.ts'
import type { JobsFeature } from './contract.ts'
import { nextTime } from './next-time.ts'

export interface Jobs extends JobsFeature {
  /** In a conversation that exists. `tainted`: the owner did not write the words. `origin`: where he asked for it. */
  schedule(
    job: { sessionId: string; text: string; tainted: boolean; origin?: ChatOrigin | undefined } & JobTime,
  ): JobSummary
}

/** What is to be said at a time to come. `changed` is called after each change. */
export function createJobs(deps: {
  db: Db
  clock: Clock
  newId: () => string
  /** Throws `unknown_session`. */
  getSession: (sessionId: string) => { id: string }
  openSession: (title: string) => { id: string }
  /** Where the owner lives; undefined: where this machine is. */
  timeZone: () => string | undefined
  changed: () => void
}): Jobs {
  const { db, clock, newId, changed } = deps

  function insert(job: Omit<Parameters<typeof createJob>[1], 'id' | 'createdAt'>): JobSummary {
    if (countJobs(db) >= JOBS_LIMIT) {
      throw new AppError('too_many', `There are ${JOBS_LIMIT} jobs. Delete one before you make another.`)
    }
    const created = { ...job, id: newId(), createdAt: clock.now() }
    createJob(db, created)
    changed()
    return summarize(created)
  }

  function inZone(time: JobTime): JobTime {
    const timeZone = time.timeZone ?? deps.timeZone()
    return timeZone === undefined ? time : { ...time, timeZone }
  }

  return {
    list: () => listJobs(db).map(summarize),
    schedule({ sessionId, text, tainted, origin, ...time }) {
      return insert({ sessionId, text, tainted, origin, ...firstTime(inZone(time), clock.now()) })
    },
    create({ sessionId, text, ...time }) {
      const first = firstTime(inZone(time), clock.now())
      const session = sessionId === undefined ? deps.openSession(text) : deps.getSession(sessionId)
      return insert({ sessionId: session.id, text, tainted: false, ...first })
    },
    delete(jobId) {
      if (!deleteJob(db, jobId)) throw new AppError('not_found', 'There is no such job. It may be over.')
      changed()
    },
  }
}

function firstTime(time: JobTime, now: number): Pick<Job, 'cron' | 'timeZone' | 'nextAt'> {
  const { at, inMinutes, cron, timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone } = time
  if ([at, inMinutes, cron].filter((given) => given !== undefined).length !== 1) {
    throw new AppError('bad_request', 'Say when in one way: "at", "inMinutes" or "cron".')
  }
  if (cron !== undefined) return { cron, timeZone, nextAt: nextTime({ cron, timeZone }, now) }
  const nextAt = at === undefined ? now + (inMinutes ?? 0) * 60_000 : Date.parse(at)
  if (nextAt <= now) throw new AppError('bad_request', `${at} is in the past.`)
  return { cron: null, timeZone, nextAt }
}

const summarize = ({
  id,
  sessionId,
  text,
  cron,
  timeZone,
  nextAt,
  tainted,
}: Omit<Job, 'origin'>): JobSummary => ({
  jobId: id,
  sessionId,
  text,
  cron,
  timeZone,
  nextAt,
  ...(tainted ? { tainted } : {}),
})
