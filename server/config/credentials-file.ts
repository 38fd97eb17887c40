import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { type Finding, toFinding } from '#protocol/config/findings/finding.ts'
import { AppError, describeIssues } from '#protocol/errors.ts'

/** Whatever else stands in the file is kept as it is. */
const content = z.looseObject({
  channels: z
    .record(z.string(), z.record(z.string(), z.looseObject({ token: z.string().min(1) })))
    .default({}),
  /** The keys of each model provider, the first one to be used first. */
  models: z.record(z.string(), z.looseObject({ keys: z.array(z.string().min(1)) })).optional(),
  /** What notices to browsers are signed with, in base64url. */
  push: z.looseObject({ publicKey: z.string().min(1), privateKey: z.string().min(1) }).optional(),
})
type Content = z.infer<typeof content>

type Reading = { kept: Content; problem?: undefined } | { kept?: undefined; problem: Finding }

export interface CredentialsFile {
  /** As it was at the last look; undefined where it could not be understood. */
  kept(): Content | undefined
  /** Why nothing is known, and what to do. */
  problem(): Finding | undefined
  /** Reads it anew, for it may have been mended by hand, and writes it changed. Throws `state_corrupt`, `state_unwritable`. */
  update(change: (content: Content) => void): void
}

/**
 * `state/credentials.json` (0600): what was given to the running gateway. A file that can't be understood is never
 * written over: there may be something in it that stands nowhere else.
 */
export function openCredentialsFile(file: string): CredentialsFile {
  let reading = read(file)
  return {
    kept: () => reading.kept,
    problem: () => reading.problem,
    update(change) {
      reading = read(file)
      if (!reading.kept)
        throw new AppError('state_corrupt', `${reading.problem.message} Nothing was changed.`)
      const next = structuredClone(reading.kept)
      change(next)
      write(file, `${JSON.stringify(next, null, 2)}\n`)
      reading = { kept: next }
    },
  }
}

function read(file: string): Reading {
  const refuse = (name: string, detail?: string): Reading => ({
    problem: toFinding({ kind: 'credentials', path: [], shown: file, name, ...(detail && { detail }) }),
  })
  try {
    const found = lstatSync(file, { throwIfNoEntry: false })
    if (!found) return { kept: { channels: {} } }
    if (!found.isFile()) return refuse('no-file')
    chmodSync(file, 0o600)
    const parsed = content.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? { kept: parsed.data } : refuse('wrong', describeIssues(parsed.error))
  } catch (cause) {
    // What the parser says of the text is not repeated: it quotes from it.
    if (cause instanceof SyntaxError) return refuse('no-json')
    return refuse('unreadable', (cause as NodeJS.ErrnoException).code)
  }
}

/** All of it or nothing, even where the power fails. */
function write(file: string, text: string): void {
  const draft = `${file}.new`
  try {
    rmSync(draft, { force: true })
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
    renameSync(draft, file)
    const folder = openSync(dirname(file), 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch (cause) {
    throw unwritable(file, cause)
  }
}

function unwritable(file: string, cause: unknown): AppError {
  return new AppError('state_unwritable', `${file} could not be written, so nothing was changed.`, { cause })
}
