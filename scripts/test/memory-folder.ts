import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { RUN_FOLDER } from '#testing/run-folder.ts'

/** Far more than a run has lying there at one time; memory is taken for what lies there alone. */
const SIZE_BYTES = 4_000_000_000

/**
 * Before the tests, on Linux: a temporary folder for the length of the run. Where root runs them and may mount, it lies in
 * memory. Each test has real files all the same, and none waits for the disk at each of its commits.
 */
export default function useRunFolder(): (() => void) | undefined {
  const before = tmpdir()
  // Each project of vitest asks for it.
  if (process.platform !== 'linux' || before.includes(RUN_FOLDER)) return
  const folder = mkdtempSync(join(before, RUN_FOLDER))
  // As every folder for temporary files: some tests start programs as another user.
  chmodSync(folder, 0o1777)
  const isInMemory = process.getuid?.() === 0 && freemem() >= SIZE_BYTES && mount(folder)
  process.env.TMPDIR = folder
  return () => {
    // Also where something of it is still open: it goes with that.
    if (isInMemory) spawnSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    process.env.TMPDIR = before
  }
}

function mount(folder: string): boolean {
  const options = ['-t', 'tmpfs', '-o', `size=${SIZE_BYTES},mode=1777`, 'tmpfs']
  return spawnSync('mount', [...options, folder], { stdio: 'ignore' }).status === 0
}
