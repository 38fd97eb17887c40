import { readFile } from 'node:fs/promises'
import type { AttachmentData } from '#protocol/media.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Log } from '../log.ts'

/** The messages of a run in a box, with the place of each of their files there. */
export type BringFiles = (sessionId: string, messages: readonly ChatMessage[]) => Promise<ChatMessage[]>

/**
 * Puts the files of the newest message into the box of its session, as `attachments/<id>-<name>`; those of earlier
 * messages were put there when they were new. What can't be put there is shown without a place.
 */
export function createBringFiles(deps: {
  findFile: (mediaId: string) => Promise<{ readonly file: string } | undefined>
  putFile: (sessionId: string, path: string, content: Buffer) => Promise<void>
  log: Log
}): BringFiles {
  const { findFile, putFile, log } = deps

  async function bring(sessionId: string, data: AttachmentData): Promise<AttachmentData> {
    try {
      const kept = await findFile(data.mediaId)
      if (!kept) return data
      await putFile(sessionId, placeOf(data), await readFile(kept.file))
      return { ...data, path: placeOf(data) }
    } catch (error) {
      log.warn('A file could not be put into a sandbox.', { error })
      return data
    }
  }

  return (sessionId, messages) => {
    const newest = messages.findLast((message) => message.role === 'user')
    return Promise.all(
      messages.map(async (message): Promise<ChatMessage> => {
        if (message.role !== 'user') return message
        const parts = message.parts.map(async (part) => {
          if (part.type !== 'data-attachment' || part.data.state !== 'ready') return part
          const { data } = part
          const placed = message === newest ? await bring(sessionId, data) : { ...data, path: placeOf(data) }
          return { ...part, data: placed }
        })
        return { ...message, parts: await Promise.all(parts) }
      }),
    )
  }
}

/** Ids are random, so that no name meets another one. */
const placeOf = ({ mediaId, name }: AttachmentData): string =>
  `attachments/${mediaId.replace(/[^\w]/g, '').slice(0, 8)}-${name}`
