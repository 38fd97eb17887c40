import { closeSync, createReadStream, type ReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { AppError } from '#protocol/errors.ts'
import { TOOL_TEXT_LIMIT, type ToolInput, type ToolOutput } from '#protocol/tools.ts'
import type { Paths } from '../paths.ts'
import { type Encoding, findEncoding, PROBE_BYTES, toUtf8 } from './encoding.ts'
import { readPages } from './read-pages.ts'
import { describePicture, PICTURE_LIMIT, readPicture } from './read-picture.ts'
import { readStart } from './read-start.ts'

const NEWLINE = 10
/** Enough bytes for TOOL_TEXT_LIMIT characters of UTF-8, and one byte to see that there is more. */
const BYTE_LIMIT = TOOL_TEXT_LIMIT * 4 + 1

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
    const { stream, encoding } = await openText(descriptor, { size: target.stats.size, shown, signal })
    const limit = input.limit ?? Number.POSITIVE_INFINITY
    const window = await collectLines(stream, { firstLine, limit })
    if (window.totalLines < firstLine && firstLine > 1) {
      throw new AppError(
        'bad_request',
        `${shown} has ${window.totalLines} line${window.totalLines === 1 ? '' : 's'}; offset ${firstLine} is past its end.`,
      )
    }
    const text = cutText(
      window.bytes
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .replaceAll('\r\n', '\n'),
    )
    const truncated = window.more || text.cut
    const notes = [
      ...(encoding === 'utf-8' ? [] : [noteOf(encoding)]),
      ...(truncated && limit > 0 && !text.content.includes('\n') ? [LONG_LINE] : []),
    ]
    return {
      path: shown,
      content: text.content,
      firstLine,
      totalLines: window.totalLines,
      truncated,
      ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
    }
  } finally {
    place.close()
  }
}

const noteOf = (encoding: Encoding) =>
  `The file is not UTF-8 and was read as ${encoding.toUpperCase()}. write would make it UTF-8; a command like iconv keeps it.`
const LONG_LINE = 'This is the beginning of a longer line. A command like cut -c gives the rest.'

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
): Promise<{ stream: AsyncIterable<Buffer>; encoding: Encoding }> {
  try {
    const pages = await readPages(descriptor, file)
    if (!pages) {
      const encoding = findEncoding(readStart(descriptor, Math.min(file.size, PROBE_BYTES)))
      if (encoding === undefined) throw notText(file.shown)
      return { stream: toUtf8(openStream(descriptor, file.signal), encoding), encoding }
    }
    closeSync(descriptor)
    return { stream: Readable.from([pages]), encoding: 'utf-8' }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

const notText = (shown: string) =>
  new AppError('bad_request', `${shown} is not text (it holds binary data), so it can not be read here.`)

const openStream = (descriptor: number, signal: AbortSignal): ReadStream =>
  createReadStream('', { fd: descriptor, highWaterMark: 256 * 1024, signal })

async function collectLines(
  stream: AsyncIterable<Buffer>,
  { firstLine, limit }: { firstLine: number; limit: number },
) {
  const kept: Buffer[] = []
  let keptBytes = 0
  let line = 1
  let more = false
  let endsOpen = false

  for await (const chunk of stream) {
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
