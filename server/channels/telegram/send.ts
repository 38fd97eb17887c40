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
/** The topic was deleted; the chat is still there. */
const NO_TOPIC = /message thread not found|topic_(?:closed|deleted)/i

type Written = Readonly<{ text: string; parse_mode?: 'HTML' }>

/**
 * Sends one message, formatted; as it was written where Telegram does not take the format. Telegram looks
 * at no link in it: fetching one would tell its server what was said.
 */
export async function sendMessage(
  client: TelegramClient,
  message: OutboundMessage,
  render: (markdown: string) => string = renderTelegram,
): Promise<SendResult> {
  const first = await put(client, message, { text: render(message.text), parse_mode: 'HTML' })
  return isRefused(first, FORMAT_REFUSAL) ? put(client, message, { text: message.text }) : first
}

async function put(client: TelegramClient, message: OutboundMessage, written: Written): Promise<SendResult> {
  if (message.replaces !== undefined)
    return editMessage(client, { ...message, messageId: message.replaces }, written)
  const sent = await sendNew(client, message, written)
  const { threadId, ...inChat } = message
  return threadId !== undefined && isRefused(sent, NO_TOPIC) ? sendNew(client, inChat, written) : sent
}

const sendNew = (
  client: TelegramClient,
  message: Pick<OutboundMessage, 'chatId' | 'threadId' | 'buttons'>,
  { text, ...format }: Written,
): Promise<SendResult> =>
  attempt(async () => {
    const options = { ...format, ...NO_LINKS, ...toThread(message), ...toKeyboard(message) }
    const sent = await client.ask(SEND_MS, (api, signal) =>
      api.sendMessage(message.chatId, text, options, signal),
    )
    return String(sent.message_id)
  })

/** Changes one of our messages. That it says so already is as good as a change. */
export const editMessage = (
  client: TelegramClient,
  message: Pick<OutboundMessage, 'chatId' | 'buttons'> & { messageId: string },
  { text, ...format }: Written,
): Promise<SendResult> =>
  attempt(async () => {
    const { chatId, messageId } = message
    const options = { ...format, ...NO_LINKS, ...toKeyboard(message) }
    await client
      .ask(SEND_MS, (api, signal) => api.editMessageText(chatId, Number(messageId), text, options, signal))
      .catch((thrown: unknown) => {
        const failure = readFailure(thrown)
        if (failure.kind !== 'refused' || !/message is not modified/i.test(failure.reason)) throw thrown
      })
    return messageId
  })

const NO_LINKS = { link_preview_options: { is_disabled: true } } as const

export const toThread = ({ threadId }: Pick<OutboundMessage, 'threadId'>): { message_thread_id?: number } =>
  threadId === undefined ? {} : { message_thread_id: Number(threadId) }

function toKeyboard({ buttons }: Pick<OutboundMessage, 'buttons'>) {
  if (!buttons?.length) return {}
  const rows = buttons.map((row) =>
    row.map(({ label, actionId }) => ({ text: label, callback_data: actionId })),
  )
  return { reply_markup: { inline_keyboard: rows } }
}

const isRefused = (result: SendResult, why: RegExp): boolean =>
  result.kind === 'refused' && why.test(result.reason)

/** One call, which gives the id of a message; what it throws, as what it means for the message. */
export async function attempt(call: () => Promise<string>): Promise<SendResult> {
  try {
    return { kind: 'sent', messageId: await call() }
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
