import { randomUUID } from 'node:crypto'
import { settleInboxRow } from '#db/queries/inbox.ts'
import { createMediaFetch, findAlbumRun } from '#db/queries/media/fetches.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { postponeRun } from '#db/queries/runs.ts'
import { type AttachmentData, MEDIA_WAIT_MS, MOST_ATTACHMENTS } from '#protocol/media.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { InboundAttachment, InboundMessage } from '../channels/channel.ts'
import { saveAttachments } from './attach.ts'
import { cleanName } from './clean-name.ts'
import type { MessageFiles } from './contract.ts'

/** Platforms send the pieces of an album one right after another; after this pause there are no more. */
const ALBUM_MS = 1_500
/** The state in which the row of a piece ends that became part of another message. */
const JOINED = 'album'

/** Files that messages bring, as their transactions note them. `maxBytes`: larger ones are not asked for. */
export function createMessageFiles(deps: { maxBytes: () => number }): MessageFiles {
  function describe({ attachments = [], files = [] }: InboundMessage): AttachmentData[] {
    const announced = attachments.map(
      ({ kind, name, type = '', size = 0 }: InboundAttachment): AttachmentData => {
        const shown = {
          mediaId: randomUUID(),
          name: cleanName(name, kind),
          type: /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(type) ? type : 'application/octet-stream',
          bytes: Math.max(0, Math.trunc(size)),
        }
        return size > deps.maxBytes()
          ? { ...shown, state: 'failed', problem: 'It is larger than files may be here.' }
          : { ...shown, state: 'fetching' }
      },
    )
    return [...files, ...announced].slice(0, MOST_ATTACHMENTS)
  }

  const keep: MessageFiles['keep'] = (tx, of, files) => {
    const { message, messageId, at } = of
    saveAttachments(
      tx,
      of,
      files.filter(({ state }) => state === 'ready'),
    )
    const announced = files.slice(message.files?.length ?? 0)
    const isAlbum = message.albumId !== undefined
    let waits = false
    for (const [index, { mediaId, state }] of announced.entries()) {
      const attachment = message.attachments?.[index]
      if (!attachment || state !== 'fetching') continue
      waits = true
      createMediaFetch(tx, {
        id: mediaId,
        messageId,
        channel: message.channel,
        account: message.account,
        reference: attachment.handle,
        nextAttemptAt: at,
        settlesAt: isAlbum ? at + ALBUM_MS : 0,
        createdAt: at,
      })
    }
    return waits ? at + MEDIA_WAIT_MS : 0
  }

  return {
    describe,
    keep,
    joinAlbum(tx, { inboxId, at, message }) {
      const { albumId } = message
      const run = albumId === undefined ? undefined : findAlbumRun(tx, { ...message, albumId })
      const first = run && findMessage(tx, run.userMessageId)
      if (!run || !first?.metadata) return undefined
      const room = MOST_ATTACHMENTS - countAttachments(first)
      const files = describe(message).slice(0, Math.max(0, room))
      first.parts = [...wordsFor(first, message), ...first.parts, ...files.map(toPart)]
      saveMessage(tx, run.sessionId, first)
      const { tainted = false, private: isPrivate = false } = first.metadata
      const { sessionId } = run
      const of = { sessionId, messageId: first.id, tainted, private: isPrivate, at, message }
      const notBefore = keep(tx, of, files)
      if (notBefore > 0) postponeRun(tx, run.id, notBefore)
      settleInboxRow(tx, { id: inboxId, state: 'silent', reason: JOINED, settledAt: at })
      return { sessionId, message: first }
    },
  }
}

/** Platforms put the words of an album below one of its pictures, and not always the first. */
function wordsFor(first: ChatMessage, { text }: InboundMessage): ChatMessage['parts'] {
  const has = first.parts.some((part) => part.type === 'text')
  return has || text.trim() === '' ? [] : [{ type: 'text', text }]
}

const countAttachments = ({ parts }: ChatMessage): number =>
  parts.filter((part) => part.type === 'data-attachment').length

/** A file as a part of a message. */
export const toPart = (
  data: AttachmentData,
): Extract<ChatMessage['parts'][number], { type: 'data-attachment' }> => ({
  type: 'data-attachment',
  data,
})
