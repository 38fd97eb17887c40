import { readdirSync, readFileSync } from 'node:fs'

/**
 * Name of the mark that commands carry in their environment where there is no guard. The gateway
 * knows a process by it even when its parent has died.
 */
export const COMMAND_MARK = 'OPENCLAW_AGENT_CHILD'

const ROUND_LIMIT = 10

/** Kills the process group that `pid` leads; one that has ended, or became another user's, is no error. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

/**
 * Kills what left the process group (setsid, double fork) by the mark in its environment. Used only
 * without a guard, on Linux; under the guard the kernel ends the whole PID namespace.
 */
export function killMarked(mark: string): void {
  if (process.platform !== 'linux') return
  const sign = `${COMMAND_MARK}=${mark}\0`
  // A process may fork while the list is read: look again until nothing is found.
  for (let round = 0; round < ROUND_LIMIT && killOnce(sign) > 0; round++);
}

function killOnce(sign: string): number {
  let killed = 0
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid) continue
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(sign)) continue
      process.kill(pid, 'SIGKILL')
      killed++
    } catch {
      // It ended meanwhile, or belongs to another user.
    }
  }
  return killed
}
