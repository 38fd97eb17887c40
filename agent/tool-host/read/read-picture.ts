import { AppError } from '#protocol/errors.ts'
import type { ToolOutput } from '#protocol/tools.ts'
import { findImageSize } from '../../attachments/image-size.ts'
import { readStart } from './read-start.ts'

type Picture = NonNullable<ToolOutput<'read'>['image']>

/** Largest picture in bytes, and along one side in pixels: the least of what the vendors take (Anthropic's). */
export const PICTURE_LIMIT = 5_000_000
const SIDE_LIMIT = 8_000

const KINDS: readonly (readonly [start: RegExp, type: string])[] = [
  [/^\x89PNG\r\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^GIF8[79]a/, 'image/gif'],
  [/^RIFF.{4}WEBP/s, 'image/webp'],
]

/** An open file as a picture; undefined where it is none. Throws `too_large`, or `bad_request` where it is broken. */
export function readPicture(
  descriptor: number,
  { size, shown, limit }: { size: number; shown: string; limit: number },
): Picture | undefined {
  const start = readStart(descriptor, 12).toString('latin1')
  const type = KINDS.find(([pattern]) => pattern.test(start))?.[1]
  if (type === undefined) return undefined
  if (size > limit)
    throw tooLarge(`${shown} is a picture of ${megabytes(size)}; up to ${megabytes(limit)} can be seen.`)
  const bytes = readStart(descriptor, size)
  const sides = findImageSize(bytes)
  if (!sides || sides.width * sides.height === 0) {
    throw new AppError('bad_request', `${shown} begins like a picture (${type}), but is cut off or damaged.`)
  }
  if (Math.max(sides.width, sides.height) > SIDE_LIMIT) {
    throw tooLarge(
      `${shown} has ${sides.width} × ${sides.height} pixels; up to ${SIDE_LIMIT} a side can be seen.`,
    )
  }
  return { type, ...sides, bytes: bytes.length, data: bytes.toString('base64') }
}

/** What is said of a picture where words are all there is: in the transcript, and in later answers. */
export function describePicture({ type, width, height, bytes }: Picture): string {
  return `[A picture, ${type}, ${width} × ${height} pixels, ${bytes} bytes. It is seen in the answer that reads it; to see it later, read it again.]`
}

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
const tooLarge = (problem: string) =>
  new AppError('too_large', `${problem} Make a smaller copy and read that.`)
