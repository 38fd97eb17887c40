import type { DmPolicy } from '#protocol/access/pairing.ts'
import type { Path } from '#protocol/config/path.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChannelTokens } from '../config/channel-tokens.ts'
import { isOwnChannel, isProgramChannel } from '../own-channels.ts'
import type { Channel } from './channel.ts'
import type { ChannelInfo, ChannelsFeature } from './contract.ts'
import type { ChannelSupervisor } from './supervisor.ts'

/** A chat platform whose accounts are bots with a token. */
export interface ChatApp {
  readonly name: string
  /** Those that the configuration names, and those whose token was given to the gateway. */
  accounts(): readonly string[]
  /** The token that the configuration has for an account, and where it stands there. */
  configured(account: string): { token: string; path: string } | undefined
  /** Where the settings of an account stand in the configuration, or would. */
  settingsPath(account: string): Path
  /** The account as a channel, not started, with the token that is in force for it. */
  open(account: string): Channel
  /** Whether `open` would give another channel now than it gave last, or it gave none. */
  isChanged(account: string): boolean
  /** Which bot a token belongs to: the same for a newer token of it. */
  identify(token: string): string
  /** Asks the platform. Returns the bot's name; throws an AppError that does not hold the token. */
  tryToken(account: string, token: string): Promise<string>
}

export interface ChannelAccounts extends ChannelsFeature {
  /** Brings what runs in line with a configuration that has changed. */
  follow(): Promise<void>
}

type Account = Readonly<{ channel: string; account: string }>

/** The chat platforms as people see and change them; the gateway's own ways in are none. */
export function createChannelAccounts(deps: {
  apps: readonly ChatApp[]
  tokens: Pick<ChannelTokens, 'list' | 'keep' | 'forget'>
  supervisor: () => Pick<ChannelSupervisor, 'find' | 'list' | 'add' | 'remove'>
  /** Who may write directly there, as it is in force. */
  dmPolicy: (at: Account) => DmPolicy
  /** Writes one setting into openclaw.json; it is in force at once. */
  saveSetting: (path: Path, value: string) => void
  /** Keeps secrets out of the log. */
  hide: (secrets: readonly string[]) => void
}): ChannelAccounts {
  const { apps, tokens, supervisor, dmPolicy, saveSetting, hide } = deps
  let last: Promise<unknown> = Promise.resolve()

  /** One change at a time: what is checked must still be so when it is done. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = last.then(change, change)
    last = turn.catch(() => undefined)
    return turn
  }

  const list = (): ChannelInfo[] =>
    supervisor()
      .list()
      .filter(({ channel }) => !isOwnChannel(channel) && !isProgramChannel(channel))
      .map(({ channel, account, state, hearing }) => ({
        name: channel,
        account,
        state: state.kind,
        reason: 'reason' in state ? state.reason : null,
        fix: 'fix' in state ? state.fix : null,
        code: ('code' in state && state.code) || null,
        address: supervisor().find(channel, account)?.address?.() ?? null,
        heardAt: supervisor().find(channel, account)?.heardAt?.() ?? hearing?.heardAt ?? null,
        missed: hearing?.missed ?? null,
        tokenAt: apps.find(({ name }) => name === channel)?.configured(account)?.path ?? null,
        dmPolicy: dmPolicy({ channel, account }),
      }))

  const find = (at: Account): ChannelInfo | undefined =>
    list().find(({ name, account }) => name === at.channel && account === at.account)

  function getApp(channel: string): ChatApp {
    const app = apps.find(({ name }) => name === channel)
    if (app) return app
    const names = apps.map(({ name }) => name).join(', ')
    throw new AppError('bad_request', `OpenClaw can't connect to ${channel}. It can to: ${names}.`)
  }

  /** The other account that has the same bot: two would take the messages from each other. */
  function findTwin(
    app: ChatApp,
    { account, token }: { account: string; token: string },
  ): string | undefined {
    const bot = app.identify(token)
    return app.accounts().find((other) => {
      const used = app.configured(other)?.token ?? tokens.list(app.name).get(other)
      return other !== account && used !== undefined && app.identify(used) === bot
    })
  }

  function refuseConfigured(app: ChatApp, account: string): void {
    const configured = app.configured(account)
    if (!configured) return
    throw new AppError(
      'conflict',
      `openclaw.json names a token for ${describe(app.name, account)}, and that one is used. Change ${configured.path} there.`,
    )
  }

  return {
    list,
    add: ({ channel, account, token }) =>
      inTurn(async () => {
        hide([token])
        const app = getApp(channel)
        refuseConfigured(app, account)
        const twin = findTwin(app, { account, token })
        if (twin !== undefined) {
          throw new AppError('conflict', `This bot is connected already, as ${describe(channel, twin)}.`)
        }
        const bot = await app.tryToken(account, token)
        tokens.keep({ channel, account }, token)
        await supervisor().add(app.open(account))
        const added = find({ channel, account })
        if (!added)
          throw new AppError('conflict', 'The gateway is stopping. The token was kept for the next start.')
        return { ...added, bot }
      }),
    update: ({ channel, account, dm }) =>
      inTurn(async () => {
        const app = getApp(channel)
        if (!find({ channel, account })) {
          throw new AppError('not_found', `There is no ${describe(channel, account)}.`)
        }
        saveSetting([...app.settingsPath(account), 'dm'], dm)
      }),
    remove: ({ channel, account }) =>
      inTurn(async () => {
        const app = getApp(channel)
        refuseConfigured(app, account)
        if (!tokens.forget({ channel, account })) {
          throw new AppError('not_found', `No token is kept for ${describe(channel, account)}.`)
        }
        // Where the configuration names the account, it stays, and says that its token is missing.
        if (app.accounts().includes(account)) await supervisor().add(app.open(account))
        else await supervisor().remove(channel, account)
      }),
    follow: () =>
      inTurn(async () => {
        for (const app of apps) {
          const running = list().flatMap(({ name, account }) => (name === app.name ? account : []))
          const named = app.accounts()
          const gone = running.filter((account) => !named.includes(account))
          for (const account of gone) await supervisor().remove(app.name, account)
          for (const account of named.filter(app.isChanged)) {
            // One that has no token yet is nothing to begin with.
            const isNew = !running.includes(account)
            if (!isNew || app.configured(account)) await supervisor().add(app.open(account))
          }
        }
      }),
  }
}

const describe = (channel: string, account: string): string => `${channel} (${account})`
