import type { Config } from '#protocol/config.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { Channel, ChannelState, InboundMessage, ReceivePress } from './channel.ts'

/** Pause before a channel that did not start is tried again, in milliseconds; doubles up to the longest. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000

export interface ChannelReport {
  readonly channel: string
  readonly account: string
  readonly state: ChannelState
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
 * Starts the channels and keeps trying those that do not start. A channel that the configuration names
 * and no adapter serves is reported with what to do: its messages are not read, and nobody should think
 * otherwise. `receive` resolves when a message is stored.
 */
export function startChannels(deps: {
  /** Those that there are: changed by `add` and `remove`. */
  channels: Channel[]
  config: Pick<Config, 'channels'>
  receive: (message: InboundMessage) => Promise<void>
  press?: ReceivePress
  clock: Clock
  events: Events
  log: Pick<Log, 'warn'>
}): ChannelSupervisor {
  const { channels, receive, press, clock, events, log } = deps
  const timers = new Map<Channel, () => void>()
  let stopped = false

  const unserved = listUnserved(deps.config, channels)
  for (const { channel, state } of unserved) {
    if (state.kind === 'needs-action') log.warn(`${state.reason} ${state.fix}`, { channel })
  }

  async function start(channel: Channel, attempts: number): Promise<void> {
    try {
      await channel.start(receive, press)
    } catch (cause) {
      if (stopped || !channels.includes(channel)) return
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS)
      log.warn(`The channel ${channel.name} did not start; it is tried again in ${pause / 1000} s`, {
        account: channel.account,
        error: toAppError(cause),
      })
      const cancel = clock.after(pause, () => {
        timers.delete(channel)
        void start(channel, attempts + 1)
      })
      timers.set(channel, cancel)
    }
    announce(channel)
  }
  const announce = ({ name, account }: Pick<Channel, 'name' | 'account'>): void =>
    events.system({ type: 'channel-change', channel: name, account })
  const starting = channels.map((channel) => start(channel, 0))

  const find = (name: string, account: string): Channel | undefined =>
    channels.find((channel) => channel.name === name && channel.account === account)

  async function remove(name: string, account: string): Promise<boolean> {
    const channel = find(name, account)
    if (!channel) return false
    channels.splice(channels.indexOf(channel), 1)
    timers.get(channel)?.()
    timers.delete(channel)
    await channel.stop()
    announce(channel)
    return true
  }

  return {
    find,
    remove,
    async add(channel) {
      await remove(channel.name, channel.account)
      if (stopped) return
      channels.push(channel)
      await start(channel, 0)
    },
    list: () => [
      ...channels.map((channel) => ({
        channel: channel.name,
        account: channel.account,
        state: channel.state(),
      })),
      ...unserved,
    ],
    async stop() {
      stopped = true
      for (const cancel of timers.values()) cancel()
      // A platform that does not answer must not hold up the stop: a channel may be stopped while it starts.
      await Promise.all([...starting, ...channels.map((channel) => channel.stop())])
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
