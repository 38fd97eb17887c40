import type { Db } from '#db/client.ts'
import type { AttachmentData, MediaUpload } from '#protocol/media.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { InboundMessage } from '../channels/channel.ts'

/** Kept files, as those who ask for them by id reach them. */
export interface MediaFeature {
  /** Keeps a file. Its name is only a wish; `size`, where it is said beforehand, refuses early. */
  add(file: {
    bytes: AsyncIterable<Uint8Array>
    name?: string | undefined
    size?: number | undefined
  }): Promise<MediaUpload>
  /** Undefined where it is unknown or has expired. */
  find(mediaId: string): Promise<{ file: string; name: string; type: string; bytes: number } | undefined>
}

/** The files of messages that come in, inside the transactions that store them. */
export interface MessageFiles {
  /** What the message shows: files that are kept already, and those that its platform has still to hand over. */
  describe(message: InboundMessage): AttachmentData[]
  /** Notes them for the stored message; its run is not to begin before the returned time while files are on their way. */
  keep(
    tx: Db,
    of: {
      sessionId: string
      messageId: string
      tainted: boolean
      private: boolean
      at: number
      message: InboundMessage
    },
    files: readonly AttachmentData[],
  ): number
  /** Makes a piece of an album part of the message that came first, where nobody has begun to answer that. */
  joinAlbum(
    tx: Db,
    piece: { inboxId: string; at: number; message: InboundMessage },
  ): { sessionId: string; message: ChatMessage } | undefined
}
