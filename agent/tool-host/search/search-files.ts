import { closeSync, readdirSync, readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import picomatch from 'picomatch'
import { AppError } from '#protocol/errors.ts'
import { SEARCH_LIMIT } from '#protocol/tools/files.ts'
import { TOOL_TEXT_LIMIT, type ToolInput, type ToolOutput } from '#protocol/tools.ts'
import type { Anchor } from '../anchors.ts'
import type { Paths } from '../paths.ts'
import { findEncoding, PROBE_BYTES } from '../read/encoding.ts'
import { type Ignored, readIgnored } from './ignored.ts'
import { createMatchLines, type MatchLines } from './match-lines.ts'

type Output = ToolOutput<'search'>

const DEFAULT_LIMIT = 100
/** Larger files are left out, in bytes. */
const FILE_LIMIT = 16 * 1024 * 1024
/** A search ends after so many files, or milliseconds, and says so. */
const FILES_LIMIT = 100_000
const TIME_LIMIT_MS = 20_000
/** After so many files that a pattern was too slow for, it is given up. */
const SLOW_LIMIT = 3
/** Most characters of a line that are shown. */
const SHOWN_LIMIT = 400

interface Search {
  readonly input: ToolInput<'search'>
  readonly paths: Paths
  readonly signal: AbortSignal
  readonly fits: (path: string, name: string) => boolean | undefined
  readonly match: MatchLines | undefined
  readonly limit: number
  readonly until: number
  readonly output: Output
  room: number
  slow: number
  seen: number
}

/** Walks the folder by descriptors, never along a link, in the order of names. */
export async function searchFiles(
  paths: Paths,
  input: ToolInput<'search'>,
  signal: AbortSignal,
): Promise<Output> {
  const { pattern, glob } = input
  if (pattern === undefined && glob === undefined) {
    throw new AppError(
      'bad_request',
      'Give a pattern to look for in files, or a glob to look for files, or both.',
    )
  }
  const place = paths.resolve(input.path)
  try {
    const { target, shown } = place
    if (!target)
      throw new AppError('not_found', `There is nothing at ${shown}. Use list to see what is there.`)
    const search: Search = {
      input,
      paths,
      signal,
      fits: createGlob(glob, shown === '.' ? 0 : shown.length + 1),
      match: pattern === undefined ? undefined : createMatchLines({ ...input, pattern }),
      limit: input.limit ?? DEFAULT_LIMIT,
      until: performance.now() + TIME_LIMIT_MS,
      output: { lines: [], paths: [], searchedFiles: 0, truncated: false, notes: [] },
      room: TOOL_TEXT_LIMIT,
      slow: 0,
      seen: 0,
    }
    if (target.stats.isFile()) lookInto(search, target, shown)
    else if (!target.stats.isDirectory()) throw new AppError('path_denied', `${shown} is not a regular file.`)
    else {
      const prefix = shown === '.' ? '' : shown.endsWith('/') ? shown : `${shown}/`
      await walk(search, target, { prefix, ignored: readIgnored(target) })
    }
    return search.output
  } finally {
    place.close()
  }
}

/** False where the search is over. */
async function walk(
  search: Search,
  folder: Anchor,
  at: { prefix: string; ignored: Ignored },
): Promise<boolean> {
  const { input, paths, signal } = search
  for (const name of listNames(search, folder, at.prefix)) {
    if (isOver(search)) return false
    if (++search.seen % 32 === 0) await setImmediate()
    signal.throwIfAborted()
    const entry = findEntry(folder, name)
    if (!entry) continue
    try {
      const isFolder = entry.stats.isDirectory()
      if (paths.masks.hides(entry.stats) || !(isFolder || entry.stats.isFile())) continue
      const path = `${at.prefix}${name}`
      const wanted = isFolder ? undefined : search.fits(path, name)
      if (wanted === false || (isFolder && name === '.git')) continue
      const isLeftOut =
        (name.startsWith('.') && !input.hidden) || (!input.ignored && at.ignored.hides(name, isFolder))
      if (isLeftOut && wanted !== true) continue
      if (!isFolder) tryLookInto(search, entry, path)
      else {
        const inside = { prefix: `${path}/`, ignored: at.ignored.enter(name, entry) }
        if (!(await walk(search, entry, inside))) return false
      }
    } finally {
      entry.close()
    }
  }
  return true
}

function findEntry(folder: Anchor, name: string): Anchor | undefined {
  try {
    return folder.child(name)
  } catch {
    return undefined
  }
}

/** What this user may not look into is told, and is no reason to end the search. */
function listNames({ output }: Search, folder: Anchor, path: string): string[] {
  try {
    return readdirSync(folder.path).sort()
  } catch {
    output.notes.push(`${path || '.'} could not be read.`)
    return []
  }
}

function isOver(search: Search): boolean {
  const { output, limit, until, room, slow } = search
  const found = search.match ? output.lines.filter((line) => line.match).length : output.paths.length
  const why =
    found >= limit || room <= 0
      ? `There may be more: the search ended after ${found} ${search.match ? 'matches' : 'files'}.`
      : slow >= SLOW_LIMIT
        ? 'The pattern takes too long (nested repetitions?), so the search was given up. Use a simpler one.'
        : output.searchedFiles >= FILES_LIMIT || performance.now() > until
          ? `The search ended after ${output.searchedFiles} files. Name a folder or a glob.`
          : undefined
  if (why === undefined) return false
  if (!output.truncated) output.notes.push(why)
  output.truncated = true
  return true
}

function tryLookInto(search: Search, file: Anchor, path: string): void {
  try {
    lookInto(search, file, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    search.output.notes.push(`${path} could not be read.`)
  }
}

function lookInto(search: Search, file: Anchor, path: string): void {
  const { output, match, paths } = search
  if (paths.masks.hidesLinkOf(file.stats)) return
  output.searchedFiles += 1
  if (!match) return void output.paths.push(path)
  if (file.stats.size > FILE_LIMIT) {
    output.notes.push(`${path} is larger than 16 MiB and was left out.`)
    return
  }
  const text = readText(file)
  if (text === undefined) return
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  const left = search.limit - output.lines.filter((line) => line.match).length
  const found = match(lines, Math.min(left, SEARCH_LIMIT))
  if (found === 'slow') {
    search.slow += 1
    output.notes.push(`The pattern took too long for ${path}, which was left out.`)
    return
  }
  if (found.length === 0) return
  output.paths.push(path)
  show(search, { path, lines, found })
}

/** Matches and the lines around them, each line once. */
function show(
  search: Search,
  { path, lines, found }: { path: string; lines: string[]; found: number[] },
): void {
  const around = search.input.context ?? 0
  const matches = new Set(found)
  let next = 0
  for (const hit of found) {
    const end = Math.min(lines.length - 1, hit + around)
    for (let index = Math.max(next, hit - around); index <= end; index++) {
      const line = lines[index] ?? ''
      const text = line.length > SHOWN_LIMIT ? `${line.slice(0, SHOWN_LIMIT)}…` : line
      search.room -= text.length + path.length
      if (search.room < 0) return
      search.output.lines.push({ path, line: index + 1, text, match: matches.has(index) })
    }
    next = Math.max(next, end + 1)
  }
}

/** Undefined where the file is not text. */
function readText(file: Anchor): string | undefined {
  const descriptor = file.openForRead()
  try {
    const bytes = readFileSync(descriptor)
    const encoding = findEncoding(bytes.subarray(0, PROBE_BYTES))
    return encoding && new TextDecoder(encoding).decode(bytes)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * `true` where the glob asks for this file (then it is taken even where it is ignored), `false` where it
 * rules it out, undefined where there is none. Without a slash it is the name that has to fit, else the path
 * from the workspace, or from the folder that is searched, whose name takes `above` characters.
 */
function createGlob(glob: string | undefined, above: number): Search['fits'] {
  if (glob === undefined) return () => undefined
  const excludes = glob.startsWith('!')
  const plain = glob.slice(excludes ? 1 : 0)
  const byName = !plain.includes('/')
  const fits = picomatch(plain.replace(/^\.?\//, ''), { dot: true, nonegate: true })
  return (path, name) => {
    const hit = byName ? fits(name) : fits(path) || fits(path.slice(above))
    if (excludes) return hit ? false : undefined
    return hit
  }
}
