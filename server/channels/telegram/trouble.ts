import type { ChannelState } from '../channel.ts'
import { type Failure, readFailure } from './failure.ts'

/** A message could not be stored: our trouble, not Telegram's. */
export class NotStored extends Error {}

/** Pauses before the next attempt, in milliseconds: longer with each in a row. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000] as const
const LONGEST_PAUSE_MS = 8_000
const CONFLICT_PAUSE_MS = 30_000
const TOKEN_PAUSE_MS = 5 * 60_000

export interface Trouble {
  readonly state: ChannelState
  readonly pauseMs: number
}

/** What a failure while reading means for the channel, and when to try again. `attempts`: failures in a row before. */
export function findTrouble(
  thrown: unknown,
  { attempts, setting }: { attempts: number; setting: string },
): Trouble {
  const pauseMs = PAUSES_MS[attempts] ?? LONGEST_PAUSE_MS
  const degraded = (code: string, reason: string, pause: number = pauseMs): Trouble => ({
    state: { kind: 'degraded', reason, code },
    pauseMs: pause,
  })
  if (thrown instanceof NotStored) {
    return degraded('not-stored', 'A message could not be stored; Telegram keeps it until it is.')
  }
  const failure: Failure = readFailure(thrown)
  switch (failure.kind) {
    case 'token':
      return { state: refusedToken(setting), pauseMs: TOKEN_PAUSE_MS }
    case 'conflict':
      return {
        state: {
          kind: 'needs-action',
          reason: 'Another program reads the messages of this bot, so some of them never come here.',
          fix: 'Stop the other program, or make a bot of its own for OpenClaw with @BotFather.',
          code: 'other-reader',
        },
        pauseMs: CONFLICT_PAUSE_MS,
      }
    case 'busy':
      return degraded('busy', 'Telegram asks to be slower.', failure.retryAfterMs)
    case 'refused':
      return degraded('refused', `Telegram refuses to hand over messages: ${failure.reason}`)
    case 'unreachable':
    case 'broken':
      return degraded(failure.kind, failure.reason)
  }
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
