import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** The text of a PDF, or why there is none. `truncated`: only its beginning. */
export type PdfText =
  | { readonly text: string; readonly pages: number; readonly truncated: boolean }
  | { readonly problem: string }

/** A file that takes longer is given up, and so is one that wants more memory: both are made to. */
const TIME_LIMIT_MS = 15_000
const MEMORY_MB = 256

/** Beside the bundle of the agent, whose lazy parts are in a folder of their own; among the sources, beside this file. */
const WORKER = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'pdf-worker.ts')
  : join(import.meta.dirname.replace(/[\\/]chunks[\\/]\w+$/, ''), 'pdf.js')

/** Reads the text of a PDF in a thread with little memory and an end. Never throws: whoever made the file may be hostile. */
export async function readPdf(bytes: Uint8Array, limits: { timeMs?: number } = {}): Promise<PdfText> {
  const { timeMs = TIME_LIMIT_MS } = limits
  const worker = new Worker(WORKER, {
    workerData: { bytes: Uint8Array.from(bytes) },
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 32 },
  })
  const answer = Promise.withResolvers<PdfText>()
  worker.once('message', answer.resolve)
  worker.once('error', () => answer.resolve({ problem: 'it is damaged, or too large to be read.' }))
  worker.once('exit', () => answer.resolve({ problem: 'it is damaged, or too large to be read.' }))
  const timer = setTimeout(() => answer.resolve({ problem: 'it takes too long.' }), timeMs)
  try {
    return await answer.promise
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
