import type { Finding } from '#protocol/config/findings/finding.ts'
import type { CredentialsFile } from './credentials-file.ts'

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
  problem(): Finding | undefined
  /** In the place of the one before. Throws `state_corrupt`, `state_unwritable`; the file is then as it was. */
  keep(account: Account, token: string): void
  /** False where none was kept. Throws as `keep` does. */
  forget(account: Account): boolean
}

/** Bot tokens in `state/credentials.json`. */
export function openChannelTokens(file: CredentialsFile): ChannelTokens {
  const channels = () => file.kept()?.channels ?? {}
  return {
    list(channel) {
      const accounts = Object.entries(channels()).find(([name]) => name === channel)?.[1]
      return new Map(Object.entries(accounts ?? {}).map(([account, { token }]) => [account, token]))
    },
    secrets: () =>
      Object.values(channels()).flatMap((accounts) => Object.values(accounts).map(({ token }) => token)),
    problem: file.problem,
    keep({ channel, account }, token) {
      file.update((next) => {
        next.channels[channel] = { ...next.channels[channel], [account]: { token } }
      })
    },
    forget({ channel, account }) {
      let found = false
      file.update((next) => {
        const accounts = next.channels[channel] ?? {}
        found = Object.hasOwn(accounts, account)
        if (found) delete accounts[account]
      })
      return found
    },
  }
}
