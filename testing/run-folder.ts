import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** How the temporary folder of one run of tests begins; all its files share it, and it goes with the run. */
export const RUN_FOLDER = 'openclaw-tests-'

const LOOK_EVERY_MS = 100

/**
 * What several files of tests need, made once in a run: who comes first makes it, the others wait. Returns the folder,
 * or undefined where the caller is in no run, and nothing was made. Rejects with what went wrong with the making, for all.
 */
export async function makeOnce(
  name: string,
  make: (folder: string) => Promise<void>,
): Promise<string | undefined> {
  const run = tmpdir()
  if (!path.basename(run).startsWith(RUN_FOLDER)) return undefined
  const folder = path.join(run, name)
  const outcome = `${folder}.outcome`
  if (isFirst(folder)) {
    const problem = await make(folder).then(() => '', String)
    writeFileSync(`${outcome}.new`, problem)
    renameSync(`${outcome}.new`, outcome)
  }
  while (!existsSync(outcome)) await pause(LOOK_EVERY_MS)
  const problem = readFileSync(outcome, 'utf8')
  if (problem !== '') throw new Error(problem)
  return folder
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
