import { spawnSync } from 'node:child_process'

/**
 * How large the files of a process may become, in bytes, from now on (RLIMIT_FSIZE of setrlimit(2), by
 * util-linux's `prlimit`): a disk that is full at this very byte, for root as for anybody, without a mount.
 * Node ignores the signal, so that the write fails. Throws where the limit can't be set.
 */
export function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  const answer = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { encoding: 'utf8' })
  if (answer.status !== 0) throw new Error(`prlimit: ${answer.stderr || answer.error?.message}`)
}
