import * as fs from 'node:fs'
import { AppError } from '#protocol/errors.ts'
import type { ToolInput, ToolOutput } from '#protocol/tools.ts'
import type { Paths, Place } from '../paths.ts'
import { refuseMark } from './hidden-mark.ts'
import { findNearest } from './nearest-lines.ts'
import { replaceFile } from './replace-file.ts'

/** Largest file that `edit` takes, in bytes: it is held in memory several times. */
const EDIT_LIMIT = 16 * 1024 * 1024
/** Most places that are named where the text occurs several times. */
const PLACES_LIMIT = 10

/**
 * Replaces a piece of text that occurs exactly once (or everywhere), character for character: white space is never
 * guessed. Keeps line ends and a byte order mark.
 */
export function editFile(paths: Paths, input: ToolInput<'edit'>): ToolOutput<'edit'> {
  refuseMark(input.newText)
  const place = paths.resolve(input.path)
  try {
    const text = readForEdit(place, paths)
    const { oldText, newText } = matchLineEnds(text, input)
    if (oldText === newText) throw new AppError('bad_request', 'oldText and newText are the same.')
    const found = findOccurrences(text, oldText)
    if (found.length === 0) throw missing(text, oldText, place.shown)
    if (found.length > 1 && !input.replaceAll) throw ambiguous(text, found, place.shown)
    const pieces = text.split(oldText)
    replaceFile(place, Buffer.from(pieces.join(newText)))
    return { path: place.shown, replacements: pieces.length - 1 }
  } finally {
    place.close()
  }
}

function missing(text: string, oldText: string, shown: string): AppError {
  const nearest = findNearest(text, oldText)
  const help = nearest ?? 'Nothing in it is like it.'
  return new AppError(
    'bad_request',
    `oldText does not occur in ${shown}. ${help} Read the file and copy it exactly.`,
  )
}

function ambiguous(text: string, found: readonly number[], shown: string): AppError {
  const lines = found.slice(0, PLACES_LIMIT).map((at) => lineOf(text, at))
  const more = found.length > PLACES_LIMIT ? ' and more' : ''
  return new AppError(
    'bad_request',
    `oldText occurs ${found.length} times in ${shown}: in the lines ${[...new Set(lines)].join(', ')}${more}. Give more of the lines around the one that you mean, or set replaceAll for all of them.`,
  )
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

/**
 * `read` shows \n for \r\n: what a model copies from there must still be found, and line ends stay alike. In a file
 * without \r\n the ones that a model made up go.
 */
function matchLineEnds(text: string, edit: { oldText: string; newText: string }) {
  const { oldText, newText } = edit
  if (!text.includes('\r\n')) {
    return oldText.includes('\r\n')
      ? { oldText: withoutReturns(oldText), newText: withoutReturns(newText) }
      : edit
  }
  const isMixed = /(^|[^\r])\n/.test(text)
  if (isMixed && text.includes(oldText)) return edit
  return { oldText: withReturns(oldText), newText: withReturns(newText) }
}

/** Where it occurs, overlapping ones too: they are as ambiguous as others. */
function findOccurrences(text: string, piece: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) found.push(at)
  return found
}

/** Counted from 1. */
function lineOf(text: string, at: number): number {
  let line = 1
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) line += 1
  return line
}

const withReturns = (text: string) => text.replace(/\r?\n/g, '\r\n')
const withoutReturns = (text: string) => text.replaceAll('\r\n', '\n')

const notText = (shown: string, cause: unknown) =>
  new AppError(
    'bad_request',
    `${shown} is not UTF-8 text, so an edit could damage it. Write it anew, which makes it UTF-8, or change it with a command that keeps its encoding.`,
    { cause },
  )
