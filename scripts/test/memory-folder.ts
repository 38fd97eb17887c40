import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = 'openclaw-tests-'
/** Far more than a run has lying there at one time; memory is taken for what lies there alone. */
const SIZE_BYTES = 4_000_000_000

/**
 * Before the tests: where root runs them on Linux and may mount, their temporary folders lie in memory for the length of
 * the run. Each test has real files all the same, and none waits for the disk at each of its commits.
 */
export default function useMemory(): (() => void) | undefined {
  const before = tmpdir()
  // Each project of vitest asks for it.
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || before.includes(NAME)) return
  if (freemem() < SIZE_BYTES) return
  const folder = mkdtempSync(join(before, NAME))
  const options = ['-t', 'tmpfs', '-o', `size=${SIZE_BYTES},mode=1777`, 'tmpfs']
  const { status } = spawnSync('mount', [...options, folder], { stdio: 'ignore' })
  if (status !== 0) {
    rmdirSync(folder)
    return
  }
  process.env.TMPDIR = folder
  return () => {
    // Also where something of it is still open: it goes with that.
    spawnSync('umount', ['--lazy', folder])
    rmdirSync(folder)
    process.env.TMPDIR = before
  }
}
