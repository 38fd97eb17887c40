import { createJobs } from '../automation/jobs.ts'
import { startScheduler } from '../automation/scheduler.ts'
import { createLocalChannel } from '../channels/local-channel.ts'
import type { PostMessage } from '../outbound/post.ts'
import { createReport } from '../outbound/report.ts'
import { SESSION_CHANNEL } from '../own-channels.ts'
import { createTell } from '../records/tell.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Ground } from './ground.ts'

export type Tasks = ReturnType<typeof createTasks>

/** What is to be done without the owner writing just then: jobs at their time, tasks from another conversation. */
export function createTasks(
  deps: Pick<Ground, 'db' | 'clock' | 'newId' | 'config' | 'failpoint' | 'log'> & {
    sessions: Sessions
    post: PostMessage
  },
) {
  const { db, clock, newId, config, failpoint, log, sessions, post } = deps
  const cron = createLocalChannel('cron', post)
  const tasks = createLocalChannel(SESSION_CHANNEL, createReport({ db, post }))
  let scheduler: ReturnType<typeof startScheduler> | undefined
  return {
    channels: [cron, tasks],
    jobs: createJobs({
      db,
      clock,
      newId,
      getSession: sessions.get,
      openSession: (title) => sessions.create({ title, channel: 'cron' }),
      timeZone: () => config().owner.timeZone,
      changed: () => scheduler?.wake(),
    }),
    tell: createTell({ db, sessions, submit: tasks.submit }),
    /** Looks for jobs that are due, from now on: once, when their channel is open. */
    startSchedule() {
      scheduler = startScheduler({ db, clock, submit: cron.submit, failpoint, log: log.child('jobs') })
      return scheduler
    },
  }
}
