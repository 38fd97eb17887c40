import { toAppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Channel, ChannelState, InboundMessage, ReceivePress, ReceiveTitle } from './channel.ts'

/** Pause before a channel that did not start is tried again, in milliseconds; doubles up to the longest. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** How often it is looked whether a platform was heard of, in milliseconds. */
const LOOK_MS = 5_000
/** So many looks in a row without a sign of life: connected, but deaf. Found and healed within a minute. */
const MOST_SILENT_LOOKS = 8
/** A channel that does not stop is left behind after so many milliseconds. */
const STOP_LIMIT_MS = 5_000

/** A channel that is kept running. */
export interface KeptChannel {
  readonly channel: Channel
  /** Resolves after the first attempt to start it. */
  readonly started: Promise<void>
  /** What the channel says of itself, unless more is known here. */
  state(): ChannelState
  stop(): Promise<void>
}

export interface Keeping {
  receive: (message: InboundMessage) => Promise<void>
  press?: ReceivePress | undefined
  retitle?: ReceiveTitle | undefined
  clock: Clock
  log: Pick<Log, 'warn'>
  /** The state is another one than before. */
  changed: (channel: Channel) => void
  /** It hears its platform at that time; true where that says something new of it. */
  heard?: ((channel: Channel, at: number) => boolean) | undefined
}

/**
 * Starts a channel and keeps it running: tries again where it does not start, and starts it anew where it says
 * that it is ready, but nothing was heard of its platform for longer than can be. Nothing else is touched by that.
 */
export function keepChannel(channel: Channel, keeping: Keeping): KeptChannel {
  const { receive, press, retitle, clock, log, changed, heard: note } = keeping
  let trouble: ChannelState | undefined
  let said = JSON.stringify(channel.state())
  let stopped = false
  let cancelTimer = () => {}
  let cancelLook = () => {}
  let heardAt: number | undefined
  let silentLooks = 0

  const state = (): ChannelState => trouble ?? channel.state()

  function tell(): void {
    const now = JSON.stringify(state())
    if (now === said) return
    said = now
    changed(channel)
  }

  async function start(attempts: number): Promise<void> {
    try {
      await channel.start(receive, press, retitle)
      trouble = undefined
    } catch (cause) {
      if (stopped) return
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS)
      log.warn(`The channel ${channel.name} did not start; it is tried again in ${pause / 1000} s`, {
        account: channel.account,
        error: toAppError(cause),
      })
      trouble = { kind: 'degraded', reason: 'It did not start; it is tried again.', code: 'not-started' }
      cancelTimer = clock.after(pause, () => void start(attempts + 1))
    }
    tell()
  }

  /** One that does not stop must hold up neither its own new start nor the end of the gateway. */
  async function end(): Promise<void> {
    const late = Promise.withResolvers<void>()
    const cancel = clock.after(STOP_LIMIT_MS, late.resolve)
    await Promise.race([channel.stop(), late.promise])
    cancel()
  }

  async function startAnew(): Promise<void> {
    log.warn(`Nothing was heard of ${channel.name}; it is connected anew`, { account: channel.account })
    trouble = { kind: 'degraded', reason: 'Nothing was heard of it; it is connected anew.', code: 'silent' }
    tell()
    await end()
    if (!stopped) await start(0)
  }

  function look(): void {
    const heard = channel.heardAt?.()
    const { kind } = state()
    const isQuiet = heard === heardAt && (kind === 'ready' || kind === 'connecting')
    silentLooks = isQuiet ? silentLooks + 1 : 0
    const isHeard = heard !== undefined && heard !== heardAt && kind === 'ready'
    heardAt = heard
    tell()
    if (isHeard && note?.(channel, heard)) changed(channel)
    if (silentLooks >= MOST_SILENT_LOOKS) {
      silentLooks = 0
      void startAnew()
    }
    cancelLook = clock.after(LOOK_MS, look)
  }

  const started = start(0)
  if (channel.heardAt) cancelLook = clock.after(LOOK_MS, look)

  return {
    channel,
    started,
    state,
    async stop() {
      stopped = true
      trouble = undefined
      cancelTimer()
      cancelLook()
      await end()
    },
  }
}
