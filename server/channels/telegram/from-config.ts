import { type Config, channelAccounts } from '#protocol/config.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import type { Channel } from '../channel.ts'
import { createTelegram } from './telegram.ts'

const PUBLIC_API = 'https://api.telegram.org'

/** The bots that the configuration names: one of `channels.telegram` itself, and one for each account. */
export function createTelegramChannels(deps: {
  config: Config
  clock: Clock
  events: Pick<Events, 'system'>
  log: Log
}): Channel[] {
  const { config, clock, events } = deps
  const settings = config.channels.telegram
  if (!settings) return []
  const log = deps.log.child('telegram')
  const accounts = channelAccounts(config, 'telegram')
  const named = Object.keys(accounts).length > 0 ? accounts : { default: settings }
  return Object.entries(named).map(([account, { token, apiRoot = settings.apiRoot ?? PUBLIC_API }]) => {
    const isNamed = settings.accounts?.[account] !== undefined
    return createTelegram(
      {
        account,
        token,
        apiRoot: apiRoot.replace(/(?<!\/)\/+$/, ''),
        setting: isNamed ? `channels.telegram.accounts.${account}.token` : 'channels.telegram.token',
      },
      { clock, log, changed: () => events.system({ type: 'channel-change', channel: 'telegram', account }) },
    )
  })
}
