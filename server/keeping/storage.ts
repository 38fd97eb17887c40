import { statfsSync } from 'node:fs'
import type { Db } from '#db/client.ts'
import { saveWriteTime } from '#db/queries/keeping/facts.ts'
import { explainWriteError } from '#db/write-error.ts'
import { type AppError, toAppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'

/** How often a disk that refused a write is tried again. */
const RETRY_MS = 5_000
/** Under this much free space, in bytes, the owner is warned before anything fails. */
const LOW_BYTES = 100 * 1024 * 1024

const LOW =
  'The disk is nearly full. When it is full, OpenClaw takes in no more messages. Free some space soon.'

export interface StorageHealth {
  readonly writable: boolean
  readonly problem: string | null
}

export interface Storage {
  /** Runs what writes. Where the disk refuses, everybody is told, and it is tried until it takes again. */
  watch<Input, Output>(write: (input: Input) => Promise<Output>): (input: Input) => Promise<Output>
  health(): StorageHealth
  stop(): void
}

/** Notices when the state can't be written (disk full, read-only, broken), says so, and says when it can be again. */
export function startStorage(deps: {
  db: Db
  folder: string
  clock: Clock
  events: Events
  log: Pick<Log, 'info' | 'error'>
}): Storage {
  const { db, folder, clock, events, log } = deps
  let failure: AppError | undefined
  let cancelTimer = () => {}

  function refuse(error: AppError): void {
    if (!failure) {
      log.error('The state cannot be written; no message is taken in until it can.', { error })
      events.system({ type: 'storage-change', writable: false, problem: error.message })
      cancelTimer = clock.after(RETRY_MS, retry)
    }
    failure = error
  }

  function retry(): void {
    try {
      saveWriteTime(db, clock.now())
    } catch {
      cancelTimer = clock.after(RETRY_MS, retry)
      return
    }
    accept()
  }

  function accept(): void {
    if (!failure) return
    failure = undefined
    cancelTimer()
    log.info('The state can be written again.')
    events.system({ type: 'storage-change', writable: true, problem: null })
  }

  return {
    watch: (write) => async (input) => {
      try {
        const output = await write(input)
        accept()
        return output
      } catch (cause) {
        const error = toAppError(explainWriteError(cause))
        if (error.code === 'state_unwritable') refuse(error)
        throw cause
      }
    },
    health() {
      if (failure) return { writable: false, problem: failure.message }
      return { writable: true, problem: isLow(folder) ? LOW : null }
    },
    stop: () => cancelTimer(),
  }
}

function isLow(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize < LOW_BYTES
  } catch {
    return false // the folder is gone: writing says so
  }
}
