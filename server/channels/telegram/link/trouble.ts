import type { Clock } from '../../../clock.ts'
import type { ChannelState } from '../../channel.ts'
import { type Failure, readFailure } from '../failure.ts'

/** A message could not be stored: our trouble, not Telegram's. */
export class NotStored extends Error {}

/** The bot's webhook is not ours any more. */
export class TakenOver extends Error {}

/** Pauses before the next attempt, in milliseconds, from the begin of the last one: longer with each in a row. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000] as const
const SHORTEST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 8_000
const CONFLICT_PAUSE_MS = 30_000
const TOKEN_PAUSE_MS = 50_000

/** So often in so many milliseconds somebody's webhook is taken for an old one that was forgotten. */
const FORGOTTEN_HOOKS = { most: 2, withinMs: 10 * 60_000 } as const

export interface Trouble {
  readonly state: ChannelState
  readonly pauseMs: number
}

export interface TroubleReader {
  /** What a failure means for the channel, and when to try again. The attempt that failed took `tookMs`. */
  read(thrown: unknown, tookMs: number): Trouble
  /** Telegram answers as it should. */
  end(): void
}

/** Reads what goes wrong on one connection; failures in a row are waited for longer and longer. */
export function createTroubleReader({ clock, setting }: { clock: Clock; setting: string }): TroubleReader {
  let attempts = 0
  let takeovers: number[] = []

  /** Whoever sets a webhook again and again is a program that runs. */
  function isFought(): boolean {
    const now = clock.now()
    const since = now - FORGOTTEN_HOOKS.withinMs
    takeovers = [...takeovers.filter((at) => at > since && at <= now), now]
    return takeovers.length > FORGOTTEN_HOOKS.most
  }

  return {
    end() {
      attempts = 0
    },
    read(thrown, tookMs) {
      const pause = PAUSES_MS[attempts] ?? LONGEST_PAUSE_MS
      attempts += 1
      const pauseMs = Math.max(SHORTEST_PAUSE_MS, pause - Math.max(0, tookMs))
      const degraded = (code: string, reason: string, wait: number = pauseMs): Trouble => ({
        state: { kind: 'degraded', reason, code },
        pauseMs: wait,
      })
      if (thrown instanceof NotStored) return { state: NOT_STORED, pauseMs }
      const failure: Failure = thrown instanceof TakenOver ? { kind: 'webhook' } : readFailure(thrown)
      switch (failure.kind) {
        case 'token':
          return { state: refusedToken(setting), pauseMs: TOKEN_PAUSE_MS }
        case 'conflict':
          return { state: OTHER_READER, pauseMs: CONFLICT_PAUSE_MS }
        case 'webhook':
          return isFought()
            ? { state: OTHER_READER, pauseMs: CONFLICT_PAUSE_MS }
            : degraded(
                'webhook-foreign',
                "The bot's messages went to a webhook of another program; they are taken back.",
              )
        case 'busy':
          return degraded('busy', 'Telegram asks to be slower.', failure.retryAfterMs)
        case 'refused':
          return degraded('refused', `Telegram refuses to hand over messages: ${failure.reason}`)
        case 'unreachable':
        case 'broken':
          return degraded(failure.kind, failure.reason)
      }
    },
  }
}

const OTHER_READER: ChannelState = {
  kind: 'needs-action',
  reason: 'Another program reads the messages of this bot, so some of them never come here.',
  fix: 'Stop the other program, or make a bot of its own for OpenClaw with @BotFather.',
  code: 'other-reader',
}

export const NOT_STORED: ChannelState = {
  kind: 'degraded',
  reason: 'A message could not be stored; Telegram keeps it until it is.',
  code: 'not-stored',
}

const refusedToken = (setting: string): ChannelState => ({
  kind: 'needs-action',
  reason: 'Telegram does not know this bot token.',
  fix: `Ask @BotFather for the token, and ${setting}.`,
  code: 'token-refused',
})

/** The state of an account without a token. */
export const missingToken = (setting: string): ChannelState => ({
  kind: 'needs-action',
  reason: 'There is no bot token.',
  fix: `Make a bot with @BotFather; with its token, ${setting}.`,
  code: 'token-missing',
})

/** The state of an account that is to be called by Telegram, and has no address for it. */
export const missingHost = (setting: string): ChannelState => ({
  kind: 'needs-action',
  reason: `${setting} is "webhook", but no public host leads to this gateway.`,
  fix: `Set gateway.hooks.publicHost to the name under which your tunnel or proxy is reached, or set ${setting} to "polling".`,
  code: 'webhook-host-missing',
})
