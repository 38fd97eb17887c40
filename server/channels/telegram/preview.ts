import type { Channel, SendResult } from '../channel.ts'
import type { TelegramClient } from './client.ts'
import { readFailure } from './failure.ts'
import { renderTelegram } from './format/render-telegram.ts'
import type { Rate } from './rate.ts'
import { attempt, editMessage, sendMessage, toThread } from './send.ts'

/** After this, in milliseconds, a sign of life is not waited for any more. */
const SIGN_MS = 5_000
const NO_ROOM: SendResult = {
  kind: 'refused',
  reason: 'There is no room for a preview now.',
  retryAfterMs: 1_000,
  permanent: false,
}

/** A Bot API server from before drafts says the same of them as of a token that it does not know. */
function explainUnknown(thrown: unknown): never {
  if (readFailure(thrown).kind !== 'token') throw thrown
  throw Object.assign(new Error('no drafts'), { error_code: 400, description: 'This server has no drafts.' })
}

type Previews = Required<Pick<Channel, 'show' | 'typing' | 'draft'>>

/**
 * Answers in the making, as Telegram shows them: drafts in private chats, messages that are edited elsewhere.
 * All of it takes only what the answers leave of Telegram's limits, and each state of an answer, a draft or the whole
 * of it, comes a second after the one before it.
 */
export function createPreviews(
  connection: () => { client: TelegramClient; rate: Rate } | undefined,
): Previews {
  async function spare(
    chatId: string,
    put: (client: TelegramClient) => Promise<SendResult>,
  ): Promise<SendResult> {
    const now = connection()
    if (!now?.rate.spare(chatId)) return NO_ROOM
    const result = await put(now.client)
    now.rate.arrived(chatId)
    if (result.kind === 'refused' && result.retryAfterMs !== undefined) {
      now.rate.slower(chatId, result.retryAfterMs)
    }
    return result
  }

  return {
    show: ({ messageId, ...preview }) =>
      spare(preview.chatId, (client) =>
        messageId === undefined
          ? sendMessage(client, { ...preview, idempotencyKey: '' })
          : editMessage(
              client,
              { ...preview, messageId },
              { text: renderTelegram(preview.text), parse_mode: 'HTML' },
            ),
      ),
    draft: ({ chatId, text, draftId, ...place }) =>
      spare(chatId, (client) =>
        attempt(async () => {
          const options = { parse_mode: 'HTML' as const, ...toThread(place) }
          await client
            .ask(SIGN_MS, (api, signal) =>
              api.sendMessageDraft(Number(chatId), draftId, renderTelegram(text), options, signal),
            )
            .catch(explainUnknown)
          return String(draftId)
        }),
      ),
    async typing(place) {
      const { chatId } = place
      // Nobody waits for it, and nothing is lost with it.
      await attempt(async () => {
        const done = connection()?.client.ask(SIGN_MS, (api, signal) =>
          api.sendChatAction(chatId, 'typing', toThread(place), signal),
        )
        return String(await done)
      })
    },
  }
}
