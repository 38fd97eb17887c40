import { execFileSync } from 'node:child_process'
import { readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from '#protocol/config/home.ts'

/** A process id can be anyone's by now: only one that has this home's lock open is its gateway. */
export function holdsHome(pid: number, home: Home): boolean {
  if (process.platform !== 'linux') return commandOf(pid).includes('openclaw')
  try {
    const lock = realpathSync(home.lockFile)
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).some((name) => linkOf(join(folder, name)) === lock)
  } catch {
    return false // it has ended, or it is another user's
  }
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file)
  } catch {
    return undefined // closed since the folder was read
  }
}

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return '' // ps says so where there is no such process
  }
}
