import { closeSync, createReadStream, type ReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { AppError } from '#protocol/errors.ts'
import { TOOL_TEXT_LIMIT, type ToolInput, type ToolOutput } from '#protocol/tools.ts'
import type { Paths } from '../paths.ts'
import { readPages } from './read-pages.ts'
import { describePicture, PICTURE_LIMIT, readPicture } from './read-picture.ts'

const NEWLINE = 10
/** Enough bytes for TOOL_TEXT_LIMIT characters of UTF-8, and one byte to see that there is more. */
const BYTE_LIMIT = TOOL_TEXT_LIMIT * 4 + 1
/** How far a file is looked at to tell text from binary; git looks as far. */
const PROBE_BYTES = 8_000

/**
 * Reads a window of lines, of a PDF those of its text; a picture whole, up to `pictureBytes`. The file is streamed: its size costs time, not memory.
 */
export async function readFile(
  paths: Paths,
  input: ToolInput<'read'>,
  { signal, pictureBytes = PICTURE_LIMIT }: { signal: AbortSignal; pictureBytes?: number | undefined },
): Promise<ToolOutput<'read'>> {
  const place = paths.resolve(input.path)
  try {
    const { target, shown } = place
    if (!target) throw new AppError('not_found', `There is no file ${shown}. Use list to see what is there.`)
    if (target.stats.isDirectory()) throw new AppError('bad_request', `${shown} is a folder. Use list.`)
    if (!target.stats.isFile()) throw new AppError('path_denied', `${shown} is not a regular file.`)
    if (paths.masks.hidesLinkOf(target.stats)) {
      throw new AppError('path_denied', `${shown} is another name of a protected file.`)
    }
    const firstLine = input.offset ?? 1
    const descriptor = target.openForRead()
    const image = openPicture(descriptor, { size: target.stats.size, shown, limit: pictureBytes })
    if (image) {
      const content = describePicture(image)
      return { path: shown, content, firstLine: 1, totalLines: 0, truncated: false, image }
    }
    const stream = await openText(descriptor, { size: target.stats.size, shown, signal })
    const limit = input.limit ?? Number.POSITIVE_INFINITY
    const window = await collectLines(stream, { firstLine, limit, shown })
    if (window.totalLines < firstLine && firstLine > 1) {
      throw new AppError(
        'bad_request',
        `${shown} has ${window.totalLines} lines; offset ${firstLine} is past its end.`,
      )
    }
    const text = cutText(
      window.bytes
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .replaceAll('\r\n', '\n'),
    )
    return {
      path: shown,
      content: text.content,
      firstLine,
      totalLines: window.totalLines,
      truncated: window.more || text.cut,
    }
  } finally {
    place.close()
  }
}

/** Closes the descriptor where the file is a picture. */
function openPicture(descriptor: number, file: Parameters<typeof readPicture>[1]) {
  let keep = false
  try {
    const image = readPicture(descriptor, file)
    keep = image === undefined
    return image
  } finally {
    if (!keep) closeSync(descriptor)
  }
}

/** The bytes of the file, or, of a PDF, its text. Closes the descriptor at the end. */
async function openText(
  descriptor: number,
  file: { size: number; shown: string; signal: AbortSignal },
): Promise<AsyncIterable<Buffer>> {
  try {
    const pages = await readPages(descriptor, file)
    if (!pages) return openStream(descriptor, file.signal)
    closeSync(descriptor)
    return Readable.from([pages])
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

const openStream = (descriptor: number, signal: AbortSignal): ReadStream =>
  createReadStream('', { fd: descriptor, highWaterMark: 256 * 1024, signal })

async function collectLines(
  stream: AsyncIterable<Buffer>,
  { firstLine, limit, shown }: { firstLine: number; limit: number; shown: string },
) {
  const kept: Buffer[] = []
  let keptBytes = 0
  let line = 1
  let more = false
  let seen = 0
  let endsOpen = false

  for await (const chunk of stream) {
    if (seen < PROBE_BYTES && chunk.subarray(0, PROBE_BYTES - seen).includes(0)) {
      throw new AppError(
        'bad_request',
        `${shown} is not text (it holds binary data), so it can not be read here.`,
      )
    }
    seen += chunk.length
    let start = 0
    while (start < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, start)
      const end = newline < 0 ? chunk.length : newline + 1
      if (line >= firstLine) {
        if (line - firstLine < limit && keptBytes < BYTE_LIMIT) {
          const piece = Buffer.from(chunk.subarray(start, Math.min(end, start + BYTE_LIMIT - keptBytes)))
          kept.push(piece)
          keptBytes += piece.length
          more ||= piece.length < end - start
        } else more = true
      }
      endsOpen = newline < 0
      if (newline >= 0) line++
      start = end
    }
  }
  return { bytes: Buffer.concat(kept), totalLines: endsOpen ? line : line - 1, more }
}

/** Cuts at the end of a line where there is one, so that the next offset is plain. */
function cutText(text: string): { content: string; cut: boolean } {
  if (text.length <= TOOL_TEXT_LIMIT) return { content: text, cut: false }
  const lineEnd = text.lastIndexOf('\n', TOOL_TEXT_LIMIT - 1)
  return { content: text.slice(0, lineEnd > 0 ? lineEnd + 1 : TOOL_TEXT_LIMIT), cut: true }
}
