import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { AppError } from '#protocol/errors.ts'
import type { ToolInput, ToolOutput } from '#protocol/tools.ts'
import type { Paths, Place } from './paths.ts'

/** Largest file that `edit` takes, in bytes: it is held in memory several times. */
const EDIT_LIMIT = 16 * 1024 * 1024

/** Creates or replaces a file, whole or not at all. `mode` is that of a new file. */
export function writeFile(paths: Paths, input: ToolInput<'write'>, mode = 0o666): ToolOutput<'write'> {
  const place = paths.resolve(input.path, { createFolders: true })
  try {
    const bytes = Buffer.from(input.content)
    replaceFile(place, bytes, mode)
    return { path: place.shown, bytes: bytes.length, created: place.target === undefined }
  } finally {
    place.close()
  }
}

/** Replaces a piece of text that occurs exactly once (or everywhere); keeps line ends and a byte order mark. */
export function editFile(paths: Paths, input: ToolInput<'edit'>): ToolOutput<'edit'> {
  const place = paths.resolve(input.path)
  try {
    const text = readForEdit(place, paths)
    const { oldText, newText } = matchLineEnds(text, input)
    if (oldText === newText) throw new AppError('bad_request', 'oldText and newText are the same.')
    const occurrences = countOccurrences(text, oldText)
    if (occurrences === 0) {
      throw new AppError(
        'bad_request',
        `oldText does not occur in ${place.shown}. Read the file and copy it exactly.`,
      )
    }
    if (occurrences > 1 && !input.replaceAll) {
      throw new AppError(
        'bad_request',
        `oldText occurs ${occurrences} times in ${place.shown}. Give more of the lines around it, or set replaceAll.`,
      )
    }
    const pieces = text.split(oldText)
    replaceFile(place, Buffer.from(pieces.join(newText)))
    return { path: place.shown, replacements: pieces.length - 1 }
  } finally {
    place.close()
  }
}

function readForEdit({ target, shown }: Place, paths: Paths): string {
  if (!target) throw new AppError('not_found', `There is no file ${shown}. Use write to create it.`)
  if (!target.stats.isFile()) throw new AppError('path_denied', `${shown} is not a regular file.`)
  if (paths.masks.hidesLinkOf(target.stats)) {
    throw new AppError('path_denied', `${shown} is another name of a protected file.`)
  }
  if (target.stats.size > EDIT_LIMIT) throw new AppError('too_large', `${shown} is larger than 16 MiB.`)
  const descriptor = target.openForRead()
  try {
    const bytes = fs.readFileSync(descriptor)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw notText(shown, error)
  } finally {
    fs.closeSync(descriptor)
  }
}

const notText = (shown: string, cause: unknown) =>
  new AppError('bad_request', `${shown} is not UTF-8 text, so an edit could damage it.`, { cause })

/** `read` shows \n for \r\n: what a model copies from there must still be found, and line ends stay alike. */
function matchLineEnds(text: string, edit: { oldText: string; newText: string }) {
  if (!text.includes('\r\n')) return edit
  const isMixed = /(^|[^\r])\n/.test(text)
  if (isMixed && text.includes(edit.oldText)) return edit
  return { oldText: withReturns(edit.oldText), newText: withReturns(edit.newText) }
}

/** Counts overlapping ones too: they are as ambiguous as others. */
function countOccurrences(text: string, piece: string): number {
  let count = 0
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) count++
  return count
}

const withReturns = (text: string) => text.replace(/\r?\n/g, '\r\n')

/**
 * Writes a new file beside the old one and renames it over: a reader sees the old or the new content,
 * and whatever takes the name in between (a link, a FIFO) is replaced, never written through.
 */
function replaceFile({ folder, name, target, shown }: Place, bytes: Buffer, mode = 0o666): void {
  checkReplaceable(target, shown, name)
  const draft = `${folder.path}/.openclaw-${randomBytes(6).toString('hex')}.tmp`
  const flags =
    fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_WRONLY | (fs.constants.O_NOFOLLOW ?? 0)
  const descriptor = fs.openSync(draft, flags, mode)
  try {
    try {
      fs.writeFileSync(descriptor, bytes)
      if (target) keepOwner(descriptor, target.stats)
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
    fs.renameSync(draft, `${folder.path}/${name}`)
  } catch (error) {
    fs.rmSync(draft, { force: true })
    throw error
  }
}

function checkReplaceable(target: Place['target'], shown: string, name: string): void {
  if (shown.toLowerCase().split('/').includes('.git')) {
    throw new AppError('path_denied', `${shown} belongs to git. Use git commands to change it.`)
  }
  if (name === '' || target?.stats.isDirectory()) {
    throw new AppError('bad_request', `${shown} is a folder, not a file.`)
  }
  if (!target) return
  if (!target.stats.isFile()) throw new AppError('path_denied', `${shown} is not a regular file.`)
  if (target.stats.nlink > 1) {
    throw new AppError(
      'path_denied',
      `${shown} has several names (hard links), so it may not be changed here.`,
    )
  }
  fs.accessSync(target.path, fs.constants.W_OK)
}

function keepOwner(descriptor: number, stats: fs.Stats): void {
  if (process.getuid?.() === 0) fs.fchownSync(descriptor, stats.uid, stats.gid)
  fs.fchmodSync(descriptor, stats.mode & 0o777)
}
