import * as z from 'zod'

/** Most files that one message may bring. */
export const MOST_ATTACHMENTS = 10

/** How long an answer waits for files that a platform has not handed over, in milliseconds. */
export const MEDIA_WAIT_MS = 60_000

/** Most characters of a file name as it is kept. */
export const FILE_NAME_LIMIT = 120

/** What `POST /media` answers. `type` is read from the bytes, whatever the sender calls it; `bytes` counts them. */
export const mediaUpload = z.object({
  mediaId: z.string(),
  name: z.string(),
  type: z.string(),
  bytes: z.number().int(),
})
export type MediaUpload = z.infer<typeof mediaUpload>

/**
 * A file in a message, as the part `data-attachment`; its bytes are at `GET /media/<mediaId>` while it is `ready`
 * and has not expired. `fetching`: the chat platform has not handed it over yet, and size and type are what
 * it says of them. `failed`: it never came, and `problem` says why.
 */
export const attachmentData = mediaUpload.extend({
  state: z.enum(['ready', 'fetching', 'failed']),
  problem: z.string().optional(),
  /** Where a copy lies in the workspace, for tools. */
  path: z.string().optional(),
  /** Words that belong below it. */
  caption: z.string().optional(),
})
export type AttachmentData = z.infer<typeof attachmentData>

/** What a sender names to attach: the answer of `POST /media`. */
export const attachmentInput = z.object({ mediaId: z.string().min(1).max(100) })

/** Pictures that every browser draws and that hold no script. */
const INLINE_IMAGES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Whether a file may be shown in its place; everything else is only for download. SVG can hold scripts. */
export const isInlineImage = (type: string): boolean => INLINE_IMAGES.has(type)
