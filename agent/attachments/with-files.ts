import { AppError } from '#protocol/errors.ts'
import type { AttachmentData } from '#protocol/media.ts'
import type { ChatMessage, ChatPart } from '#protocol/messages.ts'
import { type InputKind, inputKind } from '#protocol/models/input.ts'
import { NOT_SEEN } from './describe-file.ts'
import { findImageSize } from './image-size.ts'

/** Largest file that goes along, in bytes: the least of what the vendors take of one picture (Anthropic's). */
const FILE_LIMIT = 5_000_000
/** Of all files of a prompt together: the least of what they take of one request, with room for the words. */
const PROMPT_LIMIT = 12_000_000
/** Most files of a prompt: those of the newest messages. */
const FILES_LIMIT = 12
/** Most pixels along one side of a picture (Anthropic's limit); a small file can unfold to gigabytes. */
const SIDE_LIMIT = 8_000

/** Reads a kept file; rejects where it is gone. */
export type LoadFile = (file: AttachmentData) => Promise<Uint8Array>

/**
 * The messages with their files in front of the words about them, and the bytes beside the sentences that name them, the newest files first while there
 * is room. What is too large, or gone, keeps its sentence. Which of them a model really gets is decided when it
 * is asked; `takes`: whether one of them may. A PDF is always of use: else its text is read.
 */
export async function withFiles(
  messages: readonly ChatMessage[],
  deps: { load: LoadFile; takes: (kind: InputKind) => boolean },
): Promise<ChatMessage[]> {
  const chosen = choose(messages)
  const loaded = new Map<string, ChatPart>()
  for (const file of chosen.values()) {
    const kind = inputKind(file.type)
    const part = kind && deps.takes(kind) ? await loadPart(file, deps.load) : NOT_SEEN
    if (part) loaded.set(file.mediaId, part)
  }
  return messages.map((message) => {
    const files = message.parts.filter((part) => part.type === 'data-attachment')
    if (message.role !== 'user' || files.length === 0) return message
    const shown = files.flatMap((part) => [part, loaded.get(part.data.mediaId) ?? []].flat())
    return {
      ...message,
      parts: [...shown, ...message.parts.filter((part) => part.type !== 'data-attachment')],
    }
  })
}

function choose(messages: readonly ChatMessage[]): Map<string, AttachmentData> {
  const chosen = new Map<string, AttachmentData>()
  let room = PROMPT_LIMIT
  for (const { role, parts } of messages.toReversed()) {
    if (role !== 'user') continue
    for (const part of parts) {
      if (part.type !== 'data-attachment' || part.data.state !== 'ready') continue
      const { mediaId, bytes, type } = part.data
      const fits = bytes <= Math.min(FILE_LIMIT, room) && chosen.size < FILES_LIMIT
      if (!fits || inputKind(type) === undefined || chosen.has(mediaId)) continue
      room -= bytes
      chosen.set(mediaId, part.data)
    }
  }
  return chosen
}

async function loadPart(file: AttachmentData, load: LoadFile): Promise<ChatPart | undefined> {
  try {
    const bytes = await load(file)
    if (inputKind(file.type) === 'image' && !isDrawable(bytes)) return undefined
    const url = `data:${file.type};base64,${Buffer.from(bytes).toString('base64')}`
    return { type: 'file', mediaType: file.type, filename: file.name, url }
  } catch (cause) {
    // Expired, or not for the models of this run: the sentence stays.
    if (cause instanceof AppError && ['not_found', 'policy_denied'].includes(cause.code)) return undefined
    throw cause
  }
}

function isDrawable(bytes: Uint8Array): boolean {
  const size = findImageSize(bytes)
  return size !== undefined && Math.max(size.width, size.height) <= SIDE_LIMIT && size.width * size.height > 0
}
