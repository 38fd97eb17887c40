import { parentPort, workerData } from 'node:worker_threads'
import * as z from 'zod'
import { copyDatabase } from '#db/backup.ts'
import { searchMessages } from '#db/queries/keeping/search.ts'
import { openReader } from '#db/reader.ts'
import { explainWriteError } from '#db/write-error.ts'
import { toAppError } from '#protocol/errors.ts'
import { type WorkerAnswer, type WorkerJob, workerJob } from './jobs.ts'
import { createSnippet } from './search/snippet.ts'

/** Long work on the database, in a thread of its own, so that it never holds the gateway up. */
const { database } = z.object({ database: z.string() }).parse(workerData)

function search(job: Extract<WorkerJob, { kind: 'search' }>): WorkerAnswer {
  const reader = openReader(database)
  try {
    const { terms, rows } = searchMessages(reader.db, job.query)
    const hits = rows.map(({ text, rank: _, ...row }) => ({ ...row, ...createSnippet(text, terms) }))
    return { kind: 'search', hits }
  } finally {
    reader.close()
  }
}

async function work(job: WorkerJob): Promise<WorkerAnswer> {
  if (job.kind === 'search') return search(job)
  return { kind: 'copy', contents: await copyDatabase({ from: database, to: job.to }) }
}

parentPort?.on('message', async (message: { id: number; job: unknown }) => {
  const { id } = message
  try {
    parentPort?.postMessage({ id, answer: await work(workerJob.parse(message.job)) })
  } catch (cause) {
    const { code, message: text } = toAppError(explainWriteError(cause))
    const detail = cause instanceof Error ? cause.message : String(cause)
    parentPort?.postMessage({ id, error: { code, message: text, detail } })
  }
})
