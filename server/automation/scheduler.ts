import type { Db } from '#db/client.ts'
import { deleteJob, findNextJobTime, type Job, listDueJobs, moveJob } from '#db/queries/jobs.ts'
import { detectLanguage } from '#protocol/chat/language.ts'
import { toAppError } from '#protocol/errors.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Log } from '../log.ts'
import { nextTime } from './next-time.ts'

/** A sleep is never longer, so that a clock that was set and a machine that slept are noticed soon. */
const LONGEST_SLEEP_MS = 60_000
/** What comes later than this says so. */
const LATE_MS = 5 * 60_000

/**
 * Says what is due, through the same way in as every message. A time is named by the event's id, so a
 * crash between saying and moving on says nothing twice; what was missed while the gateway was not
 * running is said once, and says that it is late. Without jobs there is no timer.
 */
export function startScheduler(deps: {
  db: Db
  clock: Clock
  /** Resolves when the message is stored; a repeat changes nothing. */
  submit: (message: InboundMessage) => Promise<void>
  failpoint: Failpoint
  log: Pick<Log, 'warn'>
}): { wake(): void; stop(): Promise<void> } {
  const { db, clock, failpoint, log } = deps
  let cancel = () => {}
  let turn = Promise.resolve()
  let stopped = false

  async function fire(job: Job): Promise<void> {
    try {
      await deps.submit(toMessage(job, clock.now()))
    } catch (cause) {
      log.warn('A job could not be started; it is tried again', { jobId: job.id, error: toAppError(cause) })
      return
    }
    failpoint('scheduler.after-submit')
    if (job.cron === null) deleteJob(db, job.id)
    else moveJob(db, job.id, nextTime({ ...job, cron: job.cron }, Math.max(clock.now(), job.nextAt)))
  }

  async function run(): Promise<void> {
    if (stopped) return
    const now = clock.now()
    for (const job of listDueJobs(db, now)) await fire(job)
    cancel()
    const next = stopped ? undefined : findNextJobTime(db)
    if (next === undefined) return
    // What could not be said waits a whole sleep before it is tried again.
    const sleep = next <= now ? LONGEST_SLEEP_MS : Math.min(next - clock.now(), LONGEST_SLEEP_MS)
    cancel = clock.after(Math.max(sleep, 0), wake)
  }

  function wake(): void {
    turn = turn.then(run).catch((error: unknown) => {
      log.warn('The jobs could not be read; this is tried again', { error })
      if (!stopped) cancel = clock.after(LONGEST_SLEEP_MS, wake)
    })
  }

  wake()
  return {
    wake,
    async stop() {
      stopped = true
      cancel()
      await turn
    },
  }
}

function toMessage(job: Job, now: number): InboundMessage {
  const eventId = `${job.id} ${job.nextAt}`
  return {
    channel: 'cron',
    account: 'default',
    eventId,
    messageId: eventId,
    chatId: job.sessionId,
    chatKind: 'direct',
    senderId: job.id,
    senderName: '',
    text: now - job.nextAt > LATE_MS ? `${job.text}\n\n${explainDelay(job)}` : job.text,
    mode: 'follow-up',
    ...(job.tainted ? { tainted: true } : {}),
    ...(job.origin ? { origin: job.origin } : {}),
  }
}

function explainDelay({ text, nextAt, timeZone }: Job): string {
  const language = detectLanguage(text)
  const due = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  return language === 'zh'
    ? `（原定于 ${due.format(nextAt)}，网关当时没有运行，现在补上。）`
    : `(This was due on ${due.format(nextAt)}, when the gateway was not running.)`
}
