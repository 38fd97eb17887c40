import type { Home } from '#protocol/config/home.ts'
import { CliError } from '../cli-error.ts'
import { holdsHome } from '../holds-home.ts'
import { findRunRecord, isAlive, type RunRecord } from '../home.ts'
import { listNewestBuilds } from '../installation.ts'

const LOOK_EVERY_MS = 25
/** The gateway ends itself after 9.5 seconds, whatever still runs. */
const STOP_LIMIT_MS = 12_000

/** The process that holds this home; undefined where none does. */
export function findGatewayProcess(home: Home): RunRecord | undefined {
  const record = findRunRecord(home)
  return record && holdsHome(record.pid, home) ? record : undefined
}

/** Whether there is a newer build than what this gateway runs from. Sources, which say nothing, are never old. */
export const isOutdated = ({ builds }: RunRecord): boolean =>
  builds.length > 0 && listNewestBuilds().some((name) => !builds.includes(name))

/** Asks the process to stop, and waits until it has. Throws where it does not. */
export async function endProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM')
  const deadline = Date.now() + STOP_LIMIT_MS
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      throw new CliError(`The gateway (process ${pid}) does not stop. End it with: kill -9 ${pid}`)
    }
    await pause()
  }
}

/** Looks again and again until there is something to see; undefined where nothing came in time. */
export async function waitFor<Found>(
  look: () => Promise<Found | undefined> | Found | undefined,
  limitMs: number,
): Promise<Found | undefined> {
  const deadline = Date.now() + limitMs
  for (;;) {
    const found = await look()
    if (found !== undefined || Date.now() > deadline) return found
    await pause()
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
