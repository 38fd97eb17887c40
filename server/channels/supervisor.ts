import type { Config } from '#protocol/config.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { Absences } from './absence.ts'
import type { Channel, ChannelState, InboundMessage, ReceivePress, ReceiveTitle } from './channel.ts'
import { keepChannel } from './kept-channel.ts'

export interface ChannelReport {
  readonly channel: string
  readonly account: string
  readonly state: ChannelState
  /** When it was last heard of, by whichever process, and what may never have come. */
  readonly hearing?: ReturnType<Absences['find']>
}

export interface ChannelSupervisor {
  /** The running channel of this name and account, or undefined. */
  find(name: string, account: string): Channel | undefined
  /** Every channel, and those that the configuration names but this version cannot run. */
  list(): ChannelReport[]
  /** Starts a channel, in the place of one of the same name and account. Resolves at its first state that says something. */
  add(channel: Channel): Promise<void>
  /** Stops it and knows it no more. False where there is none. */
  remove(name: string, account: string): Promise<boolean>
  stop(): Promise<void>
}

/**
 * Starts the channels and keeps them running. A channel that the configuration names
 * and no adapter serves is reported with what to do: its messages are not read, and nobody should think
 * otherwise. `receive` resolves when a message is stored.
 */
export function startChannels(deps: {
  /** Those that there are: changed by `add` and `remove`. */
  channels: Channel[]
  config: Pick<Config, 'channels'>
  receive: (message: InboundMessage) => Promise<void>
  press?: ReceivePress
  retitle?: ReceiveTitle
  clock: Clock
  events: Events
  absences?: Absences
  log: Pick<Log, 'warn'>
}): ChannelSupervisor {
  const { channels, receive, press, retitle, clock, events, absences, log } = deps
  let stopped = false

  const unserved = listUnserved(deps.config, channels)
  for (const { channel, state } of unserved) {
    if (state.kind === 'needs-action') log.warn(`${state.reason} ${state.fix}`, { channel })
  }

  const changed = ({ name, account }: Pick<Channel, 'name' | 'account'>): void =>
    events.system({ type: 'channel-change', channel: name, account })
  const keep = (channel: Channel) =>
    keepChannel(channel, { receive, press, retitle, clock, log, changed, heard: absences?.note })
  let kept = channels.map(keep)

  const isAt = (name: string, account: string) => (channel: Channel) =>
    channel.name === name && channel.account === account

  async function remove(name: string, account: string): Promise<boolean> {
    const known = kept.find(({ channel }) => isAt(name, account)(channel))
    if (!known) return false
    kept = kept.filter((one) => one !== known)
    channels.splice(channels.indexOf(known.channel), 1)
    await known.stop()
    changed(known.channel)
    return true
  }

  return {
    find: (name, account) => channels.find(isAt(name, account)),
    async remove(name, account) {
      absences?.forget({ name, account })
      return remove(name, account)
    },
    async add(channel) {
      await remove(channel.name, channel.account)
      if (stopped) return
      channels.push(channel)
      const added = keep(channel)
      kept.push(added)
      await added.started
    },
    list: () => [
      ...kept.map(({ channel, state }) => ({
        channel: channel.name,
        account: channel.account,
        state: state(),
        ...(absences ? { hearing: absences.find(channel) } : {}),
      })),
      ...unserved,
    ],
    async stop() {
      stopped = true
      await Promise.all(kept.map((one) => one.stop()))
    },
  }
}

function listUnserved(config: Pick<Config, 'channels'>, channels: readonly Channel[]): ChannelReport[] {
  return Object.entries(config.channels)
    .filter(([name]) => !channels.some((channel) => channel.name === name))
    .flatMap(([name, { accounts = {}, token }]) => {
      const named = Object.keys(accounts)
      return (token === undefined && named.length > 0 ? named : ['default', ...named]).map((account) => ({
        channel: name,
        account,
        state: {
          kind: 'needs-action' as const,
          reason: `The channel ${name} is configured, but this version of OpenClaw cannot connect to it: its messages are not read.`,
          fix: `Update OpenClaw, or remove channels.${name} from the configuration.`,
          code: 'unserved',
        },
      }))
    })
}
