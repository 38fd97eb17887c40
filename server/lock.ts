import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { holdFileLock } from '#db/file-lock.ts'
import type { Home } from '#protocol/config/home.ts'
import { AppError } from '#protocol/errors.ts'

const runRecord = z.object({
  pid: z.number().int(),
  port: z.number().int().nullable(),
  /** What it runs from, by name: whoever finds newer builds knows that a restart would change something. */
  builds: z.array(z.string()).optional(),
})
type RunRecord = z.infer<typeof runRecord>

export interface GatewayLock {
  /** Tells programs on this machine where the gateway listens. */
  announce(port: number): void
  release(): void
}

/**
 * One gateway a home. The lock belongs to the process, so that even `kill -9` frees it. `builds`: what a gateway would
 * run from; nothing else that holds the lock has any.
 *
 * @throws AppError `conflict` naming the process that holds it, `state_unwritable` where it can't be taken.
 */
export function holdGatewayLock(home: Home, builds?: () => string[]): GatewayLock {
  const lock = takeLock(home)
  if (!lock) {
    const other = findRunRecord(home)
    const who = other
      ? `process ${other.pid}${other.port === null ? '' : `, port ${other.port}`}`
      : 'unknown process'
    const isOlder = builds !== undefined && other?.builds?.some((build) => !builds().includes(build)) === true
    throw new AppError(
      'conflict',
      isOlder
        ? `The gateway of ${home.root} runs already (${who}), from another build; it goes on as it was. Change to this one with: openclaw gateway restart`
        : `Another gateway already runs on ${home.root} (${who}). ` +
            'Stop it first (openclaw gateway stop), or set OPENCLAW_HOME to another folder.',
    )
  }
  const write = (record: RunRecord): void => {
    writeFileSync(home.runFile, JSON.stringify(record), { mode: 0o600 })
    chmodSync(home.runFile, 0o600)
  }
  write({ pid: process.pid, port: null, builds: builds?.() ?? [] })
  return {
    announce: (port) => write({ pid: process.pid, port, builds: builds?.() ?? [] }),
    release() {
      rmSync(home.runFile, { force: true })
      lock.release()
    },
  }
}

function takeLock(home: Home): ReturnType<typeof holdFileLock> {
  try {
    return holdFileLock(home.lockFile)
  } catch (cause) {
    throw unusable(home.lockFile, cause)
  }
}

function unusable(file: string, cause: unknown): AppError {
  return new AppError(
    'state_unwritable',
    `The lock file ${file} can't be used. If it is not an OpenClaw file, move it away.`,
    { cause },
  )
}

function findRunRecord(home: Home): RunRecord | undefined {
  try {
    return runRecord.parse(JSON.parse(readFileSync(home.runFile, 'utf8')))
  } catch {
    return undefined // no record or half a record: the lock alone decides
  }
}
