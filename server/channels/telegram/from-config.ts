import { DEFAULT_ACCOUNT } from '#protocol/access/pairing.ts'
import type { Path } from '#protocol/config/path.ts'
import { formatPath } from '#protocol/config/path.ts'
import { type Config, channelAccounts } from '#protocol/config.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import type { ChatApp } from '../accounts.ts'
import type { Owners } from './menu.ts'
import { createTelegram, type TelegramAccount } from './telegram.ts'
import { tryToken } from './try-token.ts'

const PUBLIC_API = 'https://api.telegram.org'

/**
 * The bots of Telegram: one of `channels.telegram` itself, one for each account there, and one for each token that
 * was given to the gateway. A token of the configuration is used before one that was given.
 */
export function createTelegramApp(deps: {
  config: () => Config
  /** Tokens that were given to the gateway, by account. */
  kept: () => ReadonlyMap<string, string>
  clock: Clock
  events: Pick<Events, 'system' | 'subscribe'>
  /** The accounts that are the owner's. */
  listOwners: (at: { channel: string; account: string }) => readonly string[]
  log: Log
}): ChatApp {
  const { config, clock, events } = deps
  const log = deps.log.child('telegram')

  const settingsOf = (account: string) => {
    const { accounts = {}, ...shared } = config().channels.telegram ?? {}
    const own = Object.hasOwn(accounts, account) ? accounts[account] : undefined
    return {
      token: own ? own.token : account === DEFAULT_ACCOUNT ? shared.token : undefined,
      apiRoot: (own?.apiRoot ?? shared.apiRoot ?? PUBLIC_API).replace(/(?<!\/)\/+$/, ''),
      path: formatPath([...pathOf(account), 'token']),
      mode: own?.mode ?? shared.mode ?? 'polling',
    }
  }

  /** Where the settings of an account stand, or would. */
  function pathOf(account: string): Path {
    const { accounts = {} } = config().channels.telegram ?? {}
    const isShared = account === DEFAULT_ACCOUNT && !Object.hasOwn(accounts, account)
    return ['channels', 'telegram', ...(isShared ? [] : ['accounts', account])]
  }

  /** Where Telegram reaches an account of this gateway; undefined where it does not. */
  function webhookUrl(account: string): string | undefined {
    const host = config().gateway.hooks.publicHost
    return host === undefined ? undefined : `https://${host}/hooks/channel/telegram/${account}`
  }

  function listAccounts(): string[] {
    const named = [...Object.keys(channelAccounts(config(), 'telegram')), ...deps.kept().keys()]
    const isBare = named.length === 0 && config().channels.telegram !== undefined
    return isBare ? [DEFAULT_ACCOUNT] : [...new Set(named)]
  }

  function describe(account: string): TelegramAccount {
    const { token, apiRoot, path, mode } = settingsOf(account)
    const flag = account === DEFAULT_ACCOUNT ? '' : ` --account ${account}`
    const setting = token ? `write it to ${path}` : `run: openclaw channels add telegram${flag}`
    return {
      ...{ account, token: token || deps.kept().get(account), apiRoot, setting },
      mode:
        mode === 'polling'
          ? { kind: mode }
          : { kind: mode, url: webhookUrl(account), setting: formatPath([...pathOf(account), 'mode']) },
    }
  }

  /** What each account was opened with last. */
  const opened = new Map<string, string>()

  return {
    name: 'telegram',
    accounts: listAccounts,
    configured(account) {
      const { token, path } = settingsOf(account)
      return token ? { token, path } : undefined
    },
    settingsPath: pathOf,
    open(account) {
      const described = describe(account)
      opened.set(account, JSON.stringify(described))
      const owners: Owners = {
        list: () => deps.listOwners({ channel: 'telegram', account }),
        watch: (tell) => events.subscribe((_topic, event) => void (event.type === 'contacts' && tell())),
      }
      const changed = (): void => events.system({ type: 'channel-change', channel: 'telegram', account })
      return createTelegram(described, { clock, log, changed, owners })
    },
    isChanged: (account) => opened.get(account) !== JSON.stringify(describe(account)),
    identify: (token) => token.split(':', 1)[0] ?? '',
    tryToken: (account, token) => tryToken({ token, apiRoot: settingsOf(account).apiRoot, clock }),
  }
}
