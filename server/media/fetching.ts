import type { Db } from '#db/client.ts'
import {
  countMediaFetches,
  deleteMediaFetch,
  findNextFetchTime,
  findSettleTime,
  listDueFetches,
  type MediaFetch,
  postponeMediaFetch,
} from '#db/queries/media/fetches.ts'
import { sumSessionMediaBytes } from '#db/queries/media/media.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { postponeRun } from '#db/queries/runs.ts'
import { findSession } from '#db/queries/sessions.ts'
import { AppError, type ErrorCode, toAppError } from '#protocol/errors.ts'
import type { AttachmentData } from '#protocol/media.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Channel } from '../channels/channel.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { type Attach, saveAttachments } from './attach.ts'
import type { MediaStore } from './store.ts'

/** So many files are on their way at one time. */
const AT_ONCE = 3
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** Platforms hand a file out for about an hour after it was announced. */
const GIVE_UP_MS = 60 * 60_000
/** Of the room for all files, what one conversation with others may take. */
const GUEST_SHARE = 0.1
/** A hand-over that takes longer is cut, in milliseconds. */
const PATIENCE_MS = 120_000

/** Failures that no later try mends. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'not_found',
  'too_large',
  'too_many',
  'bad_request',
  'forbidden',
])

type Due = MediaFetch & { sessionId: string }
type Outcome = { state: 'ready'; file: AttachmentData } | { state: 'failed'; problem: string }

export interface Fetching {
  /** Looks for files to ask for. Cheap, and safe to call too often. */
  wake(): void
  stop(): Promise<void>
}

/**
 * Has the files that stored messages announced handed over, tried again for an hour, also after a restart; then
 * the message shows them, and its run, which waited, may begin. What can't be had is said in the message.
 */
export function startFetching(deps: {
  db: Db
  clock: Clock
  events: Pick<Events, 'session'>
  store: Pick<MediaStore, 'add' | 'find'>
  /** Most of all files together. */
  totalBytes: () => number
  attach: Attach
  findChannel: (name: string, account: string) => Pick<Channel, 'fetchFile'> | undefined
  /** Tells the session's lane that its run need not wait any longer. */
  wakeSession: (sessionId: string) => void
  failpoint: Failpoint
  log: Pick<Log, 'warn'>
}): Fetching {
  const { db, clock, events, store, log, failpoint } = deps
  const busy = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  let cancelTimer = () => {}

  async function fetch(due: Due): Promise<Outcome> {
    const session = findSession(db, due.sessionId)
    requireShare(due, session?.trusted ?? false)
    // The file itself may have been kept by a gateway that was stopped right after.
    if (!(await store.find(due.id))) await handOver(due)
    const [file] = await deps.attach([due.id], { trusted: session?.trusted ?? false })
    if (!file) throw new AppError('not_found', 'The file is gone.')
    return { state: 'ready', file }
  }

  /** What others send must not leave the owner without room for what is his. */
  function requireShare({ sessionId }: Due, isTrusted: boolean): void {
    if (isTrusted || sumSessionMediaBytes(db, sessionId) <= deps.totalBytes() * GUEST_SHARE) return
    throw new AppError('too_many', 'The files of this conversation take too much room by now.')
  }

  async function handOver(due: Due): Promise<void> {
    const channel = deps.findChannel(due.channel, due.account)
    if (!channel?.fetchFile) {
      throw new AppError('channel_unavailable', `${due.channel} is not connected.`)
    }
    const late = new AbortController()
    const cancel = clock.after(PATIENCE_MS, () => late.abort())
    try {
      const signal = AbortSignal.any([stopping.signal, late.signal])
      const { bytes, size } = await channel.fetchFile(due.reference, signal)
      const announced = findPart(findMessage(db, due.messageId), due.id)
      await store.add({ bytes, size, name: announced?.name, mediaId: due.id })
    } finally {
      cancel()
    }
  }

  /** True where it is settled, one way or the other. */
  async function work(due: Due): Promise<void> {
    let outcome: Outcome
    try {
      outcome = await fetch(due)
    } catch (cause) {
      if (stopping.signal.aborted) return
      const error = toAppError(cause)
      const isOld = clock.now() - due.createdAt > GIVE_UP_MS
      if (!isOld && !FINAL.has(error.code)) return postpone(due, error)
      log.warn('A file of a message could not be had', { channel: due.channel, error })
      outcome = { state: 'failed', problem: problemOf(error) }
    }
    failpoint('media.before-settle')
    settle(due, outcome)
  }

  function postpone(due: Due, error: AppError): void {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** due.attempts, LONGEST_PAUSE_MS)
    postponeMediaFetch(db, { id: due.id, nextAttemptAt: clock.now() + (error.retryAfterMs ?? pause) })
  }

  function settle(due: Due, outcome: Outcome): void {
    const message = db.transaction(
      (tx) => {
        const stored = findMessage(tx, due.messageId)
        const settlesAt = findSettleTime(tx, due.messageId)
        if (!deleteMediaFetch(tx, due.id) || !stored?.metadata) return undefined
        replacePart(stored, due.id, outcome)
        saveMessage(tx, due.sessionId, stored)
        const { tainted = false, private: isPrivate = false, runId } = stored.metadata
        if (outcome.state === 'ready') {
          const of = { sessionId: due.sessionId, tainted, private: isPrivate, at: clock.now() }
          saveAttachments(tx, of, [outcome.file])
        }
        if (runId !== undefined && countMediaFetches(tx, due.messageId) === 0)
          postponeRun(tx, runId, settlesAt)
        return stored
      },
      { behavior: 'immediate' },
    )
    if (!message) return
    events.session(due.sessionId, { type: 'message', message })
    deps.wakeSession(due.sessionId)
  }

  function begin(due: Due): void {
    const done = work(due)
      .catch((cause: unknown) => {
        // A database that refuses writes: without a pause it would be asked again at once.
        log.warn('A file of a message could not be noted', { error: toAppError(cause) })
        return new Promise<void>((resolve) => void clock.after(FIRST_PAUSE_MS, resolve))
      })
      .finally(() => {
        busy.delete(due.id)
        if (!stopping.signal.aborted) wake()
      })
    busy.set(due.id, done)
  }

  function wake(): void {
    cancelTimer()
    const now = clock.now()
    const due = listDueFetches(db, { now, limit: AT_ONCE * 2 }).filter(({ id }) => !busy.has(id))
    for (const one of due.slice(0, Math.max(0, AT_ONCE - busy.size))) begin(one)
    const next = findNextFetchTime(db)
    if (next !== undefined && next > now) cancelTimer = clock.after(next - now, wake)
  }

  return {
    wake,
    async stop() {
      stopping.abort()
      cancelTimer()
      await Promise.race([
        Promise.all(busy.values()),
        new Promise((resolve) => setTimeout(resolve, 1_000).unref()),
      ])
    },
  }
}

function findPart(message: ChatMessage | undefined, mediaId: string): AttachmentData | undefined {
  const part = message?.parts.find((one) => one.type === 'data-attachment' && one.data.mediaId === mediaId)
  return part?.type === 'data-attachment' ? part.data : undefined
}

function replacePart(message: ChatMessage, mediaId: string, outcome: Outcome): void {
  message.parts = message.parts.map((part) => {
    if (part.type !== 'data-attachment' || part.data.mediaId !== mediaId) return part
    const data =
      outcome.state === 'ready'
        ? outcome.file
        : { ...part.data, state: outcome.state, problem: outcome.problem }
    return { ...part, data }
  })
}

function problemOf(error: AppError): string {
  return error.code === 'internal' ? 'It could not be fetched.' : error.message
}
