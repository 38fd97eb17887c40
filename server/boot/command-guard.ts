import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** Asked before PATH, so that a folder of the owner's own in PATH can't replace the system's program. */
const SYSTEM_FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin']
/** What every guarded command needs of the kernel; some machines and containers forbid it. */
const TRIAL = ['--dev-bind', '/', '/', '--unshare-pid', '--proc', '/proc', '--die-with-parent', 'true']
const TRIAL_LIMIT_MS = 3_000

/** The absolute path of a bwrap that works here, or null: then no command runs unasked. Takes about 5 ms. */
export function findCommandGuard(path: string | undefined): string | null {
  if (process.platform !== 'linux') return null
  const folders = [...SYSTEM_FOLDERS, ...(path ?? '').split(delimiter).filter(isAbsolute)]
  const found = folders.map((folder) => join(folder, 'bwrap')).find((file) => existsSync(file))
  return found !== undefined && works(found, TRIAL) ? found : null
}

/** Whether commands can be kept away from the network, too; some containers forbid it. Takes about 5 ms. */
export const canConfine = (bwrap: string | null): boolean =>
  bwrap !== null && works(bwrap, ['--unshare-net', ...TRIAL])

function works(bwrap: string, trial: readonly string[]): boolean {
  const { status } = spawnSync(bwrap, trial, {
    stdio: 'ignore',
    timeout: TRIAL_LIMIT_MS,
    env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production' },
  })
  return status === 0
}
