import { openAsBlob } from 'node:fs'
import type { OutboundAttachment, OutboundMessage, SendResult } from '../../channel.ts'
import type { TelegramClient } from '../client.ts'
import { renderTelegram } from '../format/render-telegram.ts'
import { attempt, toThread } from '../send.ts'

/** After this, in milliseconds, a file may have arrived or not. */
const SEND_MS = 120_000
/** Largest file that a bot may send, and largest photo, in bytes (core.telegram.org/bots/api#sending-files). */
const FILE_LIMIT = 50 * 1024 * 1024
const PHOTO_LIMIT = 10 * 1024 * 1024
/** Most characters of the words below a file, after formatting; the rest is room for what formatting adds. */
const CAPTION_LIMIT = 900

const PHOTOS: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** What Telegram says of words that it can't take as they are formatted. */
const FORMAT_REFUSAL = /can't parse entities|caption is too long/i

type Form = 'photo' | 'voice' | 'document'
type Words = { caption?: string; parse_mode?: 'HTML' }

/**
 * Sends a file with the words of its message below it: a picture as a photo, a voice as such, the rest as a
 * document; as a document, too, what Telegram does not take as a photo.
 */
export async function sendFile(
  client: TelegramClient,
  message: OutboundMessage,
  file: OutboundAttachment,
): Promise<SendResult> {
  const blob = await openAsBlob(file.path).catch(() => undefined)
  if (!blob) return { kind: 'refused', reason: 'The file is not kept any more.', permanent: true }
  if (blob.size > FILE_LIMIT) {
    return { kind: 'refused', reason: 'Telegram takes no files of more than 50 MB.', permanent: true }
  }
  const form = formOf(file, blob.size)
  const put = (as: Form, words: Words) => attempt(() => upload(client, { message, file, blob, as, words }))
  const text = message.text.slice(0, CAPTION_LIMIT)
  const formatted: Words = text === '' ? {} : { caption: renderTelegram(text), parse_mode: 'HTML' }
  const first = await put(form, formatted)
  if (first.kind !== 'refused' || !first.permanent) return first
  if (FORMAT_REFUSAL.test(first.reason)) return put(form, { caption: text })
  return form === 'document' ? first : put('document', formatted)
}

function formOf({ type }: OutboundAttachment, size: number): Form {
  if (PHOTOS.has(type) && size <= PHOTO_LIMIT) return 'photo'
  return type.startsWith('audio/ogg') ? 'voice' : 'document'
}

async function upload(
  client: TelegramClient,
  sending: { message: OutboundMessage; file: OutboundAttachment; blob: Blob; as: Form; words: Words },
): Promise<string> {
  const { message, file, blob, as, words } = sending
  const { asInput } = await import('../open-api.ts')
  const options = { ...words, ...toThread(message) }
  const sent = await client.ask<{ message_id: number }>(SEND_MS, (api, signal) => {
    const input = asInput(blob, file.name)
    if (as === 'photo') return api.sendPhoto(message.chatId, input, options, signal)
    if (as === 'voice') return api.sendVoice(message.chatId, input, options, signal)
    return api.sendDocument(message.chatId, input, options, signal)
  })
  return String(sent.message_id)
}
