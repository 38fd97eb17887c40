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
import { AppError, describeIssues } from '#protocol/errors.ts'

/** Whatever else stands in the file is kept as it is. */
const content = z.looseObject({
  channels: z
    .record(z.string(), z.record(z.string(), z.looseObject({ token: z.string().min(1) })))
    .default({}),
})
type Content = z.infer<typeof content>

type Reading = { kept: Content; problem?: undefined } | { kept?: undefined; problem: string }

interface Account {
  readonly channel: string
  readonly account: string
}

/** The bot tokens that were given with `channels.add`. */
export interface ChannelTokens {
  /** Those of one platform, by account. */
  list(channel: string): ReadonlyMap<string, string>
  /** All of them, for the log to hide. */
  secrets(): string[]
  /** Why none is known, and what to do. */
  problem(): string | undefined
  /** In the place of the one before. Throws `state_corrupt`, `state_unwritable`; the file is then as it was. */
  keep(account: Account, token: string): void
  /** False where none was kept. Throws as `keep` does. */
  forget(account: Account): boolean
}

/**
 * `state/credentials.json` (0600). A file that can't be understood is never written over: there may be tokens in
 * it that stand nowhere else.
 */
export function openChannelTokens(file: string): ChannelTokens {
  let reading = read(file)

  /** As it is now: it may have been mended by hand. */
  function refresh(): Content {
    reading = read(file)
    if (reading.kept) return structuredClone(reading.kept)
    throw new AppError('state_corrupt', `${reading.problem} Nothing was changed.`)
  }
  function save(next: Content): void {
    write(file, `${JSON.stringify(next, null, 2)}\n`)
    reading = { kept: next }
  }

  return {
    list(channel) {
      const accounts = Object.entries(reading.kept?.channels ?? {}).find(([name]) => name === channel)?.[1]
      return new Map(Object.entries(accounts ?? {}).map(([account, { token }]) => [account, token]))
    },
    secrets: () =>
      Object.values(reading.kept?.channels ?? {}).flatMap((accounts) =>
        Object.values(accounts).map(({ token }) => token),
      ),
    problem: () => reading.problem,
    keep({ channel, account }, token) {
      const next = refresh()
      next.channels[channel] = { ...next.channels[channel], [account]: { token } }
      save(next)
    },
    forget({ channel, account }) {
      const next = refresh()
      const accounts = next.channels[channel] ?? {}
      if (!Object.hasOwn(accounts, account)) return false
      delete accounts[account]
      save(next)
      return true
    },
  }
}

function read(file: string): Reading {
  const refuse = (what: string): Reading => ({
    problem: `${file} ${what}, so the bot tokens in it are not used. Mend it, or delete it and give them again: openclaw channels add <channel>.`,
  })
  try {
    const found = lstatSync(file, { throwIfNoEntry: false })
    if (!found) return { kept: { channels: {} } }
    if (!found.isFile()) return refuse('is not a plain file')
    chmodSync(file, 0o600)
    const parsed = content.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? { kept: parsed.data } : refuse(`is wrong (${describeIssues(parsed.error)})`)
  } catch (cause) {
    // What the parser says of the text is not repeated: it quotes from it.
    if (cause instanceof SyntaxError) return refuse('is not JSON')
    return refuse(`can't be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'})`)
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
