import type { Message } from 'grammy/types'
import type { InboundAttachment } from '../../channel.ts'

/** Largest picture of those that Telegram makes of one, in bytes, that a bot may have (core.telegram.org/bots/api#getfile). */
const GET_FILE_LIMIT = 20 * 1024 * 1024

interface TelegramFile {
  readonly file_id: string
  readonly file_size?: number
  readonly file_name?: string
  readonly mime_type?: string
}

/** The files of a message, as whoever sent it describes them: at most one, by the Bot API. Empty where there is none. */
export function readFiles(message: Message): InboundAttachment[] {
  const { photo, voice, audio, video, video_note, animation, document, message_id } = message
  // An animation comes a second time, as a document.
  if (animation) return [toAttachment('video', animation, `animation-${message_id}.mp4`)]
  if (photo) {
    const largest = photo.filter(({ file_size = 0 }) => file_size <= GET_FILE_LIMIT).at(-1)
    return largest ? [toAttachment('image', largest, `photo-${message_id}.jpg`)] : []
  }
  if (voice) return [toAttachment('voice', voice, `voice-${message_id}.ogg`)]
  if (audio) return [toAttachment('audio', audio, `audio-${message_id}`)]
  if (video) return [toAttachment('video', video, `video-${message_id}.mp4`)]
  if (video_note) return [toAttachment('video', video_note, `video-${message_id}.mp4`)]
  if (document) return [toAttachment('file', document, `file-${message_id}`)]
  return []
}

function toAttachment(
  kind: InboundAttachment['kind'],
  file: TelegramFile,
  fallback: string,
): InboundAttachment {
  const { file_id, file_size, file_name, mime_type } = file
  return {
    kind,
    handle: file_id,
    name: file_name ?? fallback,
    ...(mime_type === undefined ? {} : { type: mime_type }),
    ...(file_size === undefined ? {} : { size: file_size }),
  }
}
