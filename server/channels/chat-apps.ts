import type { Finding } from '#protocol/config/findings/finding.ts'
import type { Config } from '#protocol/config.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { ChannelTokens } from '../config/channel-tokens.ts'
import type { Events } from '../events.ts'
import type { GatewayLog } from '../log.ts'
import { createChannelAccounts } from './accounts.ts'
import type { Channel } from './channel.ts'
import type { ChannelsFeature } from './contract.ts'
import { createTelegramApp } from './telegram/from-config.ts'

type AccountsDeps = Parameters<typeof createChannelAccounts>[0]

/** The chat apps that this version can connect to. */
export interface ChatApps {
  /** Their accounts, as configuration and given tokens name them at the start. */
  readonly channels: readonly Channel[]
  /** Those accounts as people see and change them. */
  accounts(deps: Pick<AccountsDeps, 'supervisor' | 'dmPolicy'>): ChannelsFeature
  /** Why given tokens are not used. */
  findings(): readonly Finding[]
}

export function createChatApps(deps: {
  config: () => Config
  tokens: ChannelTokens
  saveSetting: AccountsDeps['saveSetting']
  /** The accounts of a channel that are the owner's. */
  listOwners: Parameters<typeof createTelegramApp>[0]['listOwners']
  clock: Clock
  events: Events
  log: GatewayLog
}): ChatApps {
  const { tokens, events, log, saveSetting } = deps
  const apps = [createTelegramApp({ ...deps, kept: () => tokens.list('telegram') })]
  return {
    channels: apps.flatMap((app) => app.accounts().map((account) => app.open(account))),
    accounts(asked) {
      const accounts = createChannelAccounts({ ...asked, apps, tokens, saveSetting, hide: log.hide })
      events.subscribe((_topic, event) => {
        if (event.type !== 'config-change' || !event.ok) return
        accounts.follow().catch((cause: unknown) => {
          const error = toAppError(cause)
          log.error('The chat apps do not follow the changed configuration: restart the gateway', { error })
        })
      })
      return accounts
    },
    findings: () => [tokens.problem()].filter((finding) => finding !== undefined),
  }
}
