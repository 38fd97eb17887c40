import type { OutboundMessage, SendResult } from '../channel.ts'
import type { TelegramClient } from './client.ts'
import { type Failure, readFailure } from './failure.ts'
import { renderTelegram } from './format/render-telegram.ts'

/** After this, in milliseconds, a message may have arrived or not. */
const SEND_MS = 20_000
/** When a message is tried again that waits for a working token, in milliseconds. */
const TOKEN_PAUSE_MS = 60_000

/** What Telegram says of text that it can't take as it is formatted. */
const FORMAT_REFUSAL = /can't parse entities|message is too long|text is empty|text must be non-empty/i

/**
 * Sends one message, formatted; as it was written where Telegram does not take the format. Telegram looks
 * at no link in it: fetching one would tell its server what was said.
 */
export async function sendMessage(
  client: TelegramClient,
  message: OutboundMessage,
  render: (markdown: string) => string = renderTelegram,
): Promise<SendResult> {
  const first = await attempt(client, message, {
    text: render(message.text),
    parse_mode: 'HTML',
  })
  if (first.kind !== 'refused' || !FORMAT_REFUSAL.test(first.reason)) return first
  return attempt(client, message, { text: message.text })
}

async function attempt(
  client: TelegramClient,
  { chatId }: OutboundMessage,
  { text, ...format }: { text: string; parse_mode?: 'HTML' },
): Promise<SendResult> {
  try {
    const sent = await client.ask(SEND_MS, (api, signal) =>
      api.sendMessage(chatId, text, { ...format, link_preview_options: { is_disabled: true } }, signal),
    )
    return { kind: 'sent', messageId: String(sent.message_id) }
  } catch (thrown) {
    return resultOf(readFailure(thrown))
  }
}

function resultOf(failure: Failure): SendResult {
  switch (failure.kind) {
    case 'busy':
      return {
        kind: 'refused',
        reason: 'Telegram asks to be slower.',
        retryAfterMs: failure.retryAfterMs,
        permanent: false,
      }
    case 'token':
      return {
        kind: 'refused',
        reason: 'Telegram does not know the bot token.',
        retryAfterMs: TOKEN_PAUSE_MS,
        permanent: false,
      }
    case 'conflict':
    case 'webhook':
      return { kind: 'refused', reason: 'Telegram was busy with another program.', permanent: false }
    case 'refused':
      return { kind: 'refused', reason: failure.reason, permanent: true }
    case 'unreachable':
      return { kind: 'refused', reason: failure.reason, permanent: false }
    case 'broken':
      return { kind: 'uncertain', reason: failure.reason }
  }
}
