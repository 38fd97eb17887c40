import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../../clock.ts'
import { createClient } from './client.ts'
import { readFailure } from './failure.ts'

/** How long Telegram may take, in milliseconds. */
const LIMIT_MS = 10_000

/** The shape of every token that @BotFather gives: the bot's number, and a secret. */
const SHAPE = /^\d{3,20}:[\w-]{20,100}$/

/**
 * Asks Telegram whose token this is. Returns the bot's name, as `@claw_bot`. Throws `bad_request` where it is
 * nobody's, `channel_unavailable` where Telegram can't be asked; neither holds the token.
 */
export async function tryToken(options: { token: string; apiRoot: string; clock: Clock }): Promise<string> {
  if (!SHAPE.test(options.token)) {
    throw new AppError(
      'bad_request',
      'That is not a bot token. @BotFather in Telegram gives one after /newbot: a number, a colon and 35 characters.',
    )
  }
  const client = createClient(options)
  try {
    const bot = await client.ask(LIMIT_MS, (api, signal) => api.getMe(signal))
    return `@${bot.username}`
  } catch (thrown) {
    throw explain(thrown)
  } finally {
    client.close()
  }
}

/** Without what was thrown: that can hold the token. */
function explain(thrown: unknown): AppError {
  const failure = readFailure(thrown)
  if (failure.kind === 'token') {
    return new AppError(
      'bad_request',
      'Telegram does not know this bot token. Copy it again from @BotFather in Telegram: /mybots, your bot, API Token.',
    )
  }
  const reason = 'reason' in failure ? failure.reason : 'Telegram asks to be slower.'
  return new AppError(
    'channel_unavailable',
    `The token could not be checked, so it was not kept: ${reason} Check the network, then try again.`,
    failure.kind === 'busy' ? { retryAfterMs: failure.retryAfterMs } : {},
  )
}
