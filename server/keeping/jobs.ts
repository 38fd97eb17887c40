import { Worker } from 'node:worker_threads'
import * as z from 'zod'
import type { BackupContents } from '#db/backup.ts'
import { AppError, type ErrorCode } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { SearchHit } from './contract.ts'

export const workerJob = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('search'),
    query: z.object({
      text: z.string(),
      sessionId: z.string().optional(),
      before: z.number().optional(),
      limit: z.number().int(),
    }),
  }),
  z.object({ kind: z.literal('copy'), to: z.string() }),
])
export type WorkerJob = z.infer<typeof workerJob>

export type WorkerAnswer = { kind: 'search'; hits: SearchHit[] } | { kind: 'copy'; contents: BackupContents }

type Reply = { id: number } & (
  | { answer: WorkerAnswer }
  | { error: { code: ErrorCode; message: string; detail: string } }
)

export interface Jobs {
  /** Rejects with an AppError: of the job, or `state_unwritable` after `limitMs`; then the thread is given up. */
  run<K extends WorkerJob['kind']>(
    job: Extract<WorkerJob, { kind: K }>,
    limitMs: number,
  ): Promise<Extract<WorkerAnswer, { kind: K }>>
  stop(): Promise<void>
}

/** A thread without work goes after this long, and its memory with it. */
const IDLE_MS = 60_000
/** So many jobs may wait; who comes then is asked to come again. */
const WAITING_LIMIT = 16

/**
 * A thread for long database work of one kind, started when it is needed: a job that takes too long is given up with
 * it, and with all that wait. `entry`: the file of worker.ts.
 */
export function startJobs(deps: { entry: string; database: string; clock: Clock }): Jobs {
  const { entry, database, clock } = deps
  const open = new Map<number, { resolve(answer: WorkerAnswer): void; reject(error: Error): void }>()
  let thread: Worker | undefined
  let cancelIdle = () => {}
  let nextId = 1

  function leave(error: Error): void {
    thread = undefined
    for (const job of open.values()) job.reject(error)
    open.clear()
  }

  function begin(): Worker {
    const worker = new Worker(entry, { workerData: { database }, env: {} })
    worker.unref()
    worker.on('message', (reply: Reply) => {
      const job = open.get(reply.id)
      open.delete(reply.id)
      if ('answer' in reply) job?.resolve(reply.answer)
      else job?.reject(toError(reply.error))
      rest()
    })
    worker.on('error', (cause) => {
      if (thread === worker) leave(new AppError('internal', 'The thread for searches broke.', { cause }))
    })
    return worker
  }

  function rest(): void {
    cancelIdle()
    if (open.size === 0) cancelIdle = clock.after(IDLE_MS, () => void end())
  }

  async function end(): Promise<void> {
    cancelIdle()
    const worker = thread
    leave(new AppError('internal', 'The gateway is stopping.'))
    await worker?.terminate()
  }

  return {
    async run(job, limitMs) {
      if (open.size >= WAITING_LIMIT) {
        throw new AppError('too_many', 'Too many searches at once. Try again in a moment.', {
          retryAfterMs: 1000,
        })
      }
      thread ??= begin()
      cancelIdle()
      const id = nextId++
      const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer>()
      open.set(id, { resolve, reject })
      thread.postMessage({ id, job })
      const worker = thread
      const cancelLimit = clock.after(limitMs, () => {
        if (thread === worker) leave(new AppError('too_many', 'This took too long and was given up.'))
        void worker.terminate()
      })
      try {
        return (await promise) as Extract<WorkerAnswer, { kind: typeof job.kind }>
      } finally {
        cancelLimit()
      }
    },
    stop: end,
  }
}

const toError = ({ code, message, detail }: { code: ErrorCode; message: string; detail: string }): AppError =>
  new AppError(code, message, { cause: new Error(detail) })
