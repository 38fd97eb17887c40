import { type FileHandle, open, stat } from 'node:fs/promises'
import { AppError } from '#protocol/errors.ts'
import type { LogLine, LogPage, LogsFeature } from './contract.ts'
import { LOG_FILES } from './log-file.ts'

/** What one question may read, in bytes: a filter that finds nothing must not read all files in one go. */
const MOST_READ = 4_000_000
const PIECE = 256 * 1024
/** Of one line, in characters. */
const MOST_SHOWN = 8_000
const LEVELS: Readonly<Record<number, LogLine['level']>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'error',
}
const NUMBERS = { debug: 20, info: 30, warn: 40, error: 50 } as const

interface Source {
  readonly path: string
  readonly inode: number
  readonly size: number
}
interface Place {
  readonly inode: number
  readonly offset: number
}
type Query = Parameters<LogsFeature['list']>[0]

/**
 * Reads the log's files by place: a line keeps its place while its file is renamed, for places are counted by inode.
 */
export function createLogReader(deps: {
  file: string
  redact: (text: string) => string
  /** Writes out what waits. */
  flush: () => void
}): LogsFeature {
  const { file, redact, flush } = deps
  return {
    async list(query) {
      flush()
      const sources = await listSources(file)
      const end = endOf(sources)
      if (!end) return { lines: [], older: null, newer: '0:0', hasGap: false }
      const read = createMatcher(query, redact)
      if (query.after === undefined) {
        const from = query.before === undefined ? end : parsePlace(query.before)
        const page = await readBack(sources, from, { read, limit: query.limit })
        return { ...page, newer: formatPlace(from), hasGap: false }
      }
      const after = parsePlace(query.after)
      const isKnown = sources.some(({ inode, size }) => inode === after.inode && after.offset <= size)
      if (!isKnown) {
        const page = await readBack(sources, end, { read, limit: query.limit })
        return { ...page, newer: formatPlace(end), hasGap: true }
      }
      return readOn(sources, after, { read, limit: query.limit })
    },
  }
}

type Reading = { read: (line: string, place: Place) => LogLine | undefined; limit: number }

/** Oldest file first. */
async function listSources(file: string): Promise<Source[]> {
  const paths = Array.from({ length: LOG_FILES }, (_, age) => (age === 0 ? file : `${file}.${age}`)).reverse()
  const found = await Promise.all(
    paths.map(async (path) => {
      const info = await stat(path).catch(() => undefined)
      return info ? [{ path, inode: info.ino, size: info.size }] : []
    }),
  )
  return found.flat()
}

const endOf = (sources: readonly Source[]): Place | undefined => {
  const last = sources.at(-1)
  return last && { inode: last.inode, offset: last.size }
}

async function readBack(
  sources: readonly Source[],
  from: Place,
  { read, limit }: Reading,
): Promise<Pick<LogPage, 'lines' | 'older'>> {
  const lines: LogLine[] = []
  let budget = MOST_READ
  const first = sources.findIndex(({ inode }) => inode === from.inode)
  for (const [index, source] of sources
    .slice(0, first + 1)
    .toReversed()
    .entries()) {
    const handle = await open(source.path, 'r')
    try {
      let end = index === 0 ? Math.min(from.offset, source.size) : source.size
      let rest = Buffer.alloc(0)
      while (end > 0) {
        const start = Math.max(0, end - PIECE)
        const piece = Buffer.concat([await readPiece(handle, start, end), rest])
        // The first line may have begun before the piece.
        const whole = start === 0 ? 0 : piece.indexOf(10) + 1
        rest = whole === 0 && start > 0 ? piece.subarray(0, PIECE) : piece.subarray(0, whole)
        for (const { text, offset } of splitLines(piece.subarray(whole), start + whole).toReversed()) {
          const line = read(text, { inode: source.inode, offset })
          if (line) lines.unshift(line)
          if (lines.length >= limit) return { lines, older: formatPlace({ inode: source.inode, offset }) }
        }
        end = start
        budget -= PIECE
        if (budget <= 0 && end > 0) {
          return { lines, older: formatPlace({ inode: source.inode, offset: end + rest.length }) }
        }
      }
    } finally {
      await handle.close()
    }
  }
  return { lines, older: null }
}

async function readOn(sources: readonly Source[], from: Place, { read, limit }: Reading): Promise<LogPage> {
  const lines: LogLine[] = []
  const first = sources.findIndex(({ inode }) => inode === from.inode)
  let place = from
  let budget = MOST_READ
  const page = (): LogPage => ({ lines, older: null, newer: formatPlace(place), hasGap: false })
  for (const source of sources.slice(first)) {
    const handle = await open(source.path, 'r')
    try {
      if (source.inode !== place.inode) place = { inode: source.inode, offset: 0 }
      while (place.offset < source.size) {
        const start = place.offset
        const piece = await readPiece(handle, start, Math.min(source.size, start + PIECE))
        const whole = piece.lastIndexOf(10) + 1
        for (const { text, offset, next } of splitLines(piece.subarray(0, whole), start)) {
          const line = read(text, { inode: source.inode, offset })
          if (line) lines.push(line)
          place = { inode: source.inode, offset: next }
          if (lines.length >= limit) return page()
        }
        budget -= PIECE
        if (budget <= 0) return page()
        // A line longer than a piece is passed over; one that is still being written is waited for.
        if (whole === 0 && piece.length < PIECE) break
        if (whole === 0) place = { inode: source.inode, offset: start + piece.length }
      }
    } finally {
      await handle.close()
    }
  }
  return page()
}

async function readPiece(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start)
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, start)
  return buffer.subarray(0, bytesRead)
}

function splitLines(piece: Buffer, start: number): { text: string; offset: number; next: number }[] {
  const lines: { text: string; offset: number; next: number }[] = []
  let begin = 0
  for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, begin)) {
    lines.push({ text: piece.toString('utf8', begin, end), offset: start + begin, next: start + end + 1 })
    begin = end + 1
  }
  return lines
}

/** Reads what fits the question; what is no line of the log is passed over. */
function createMatcher({ level, text }: Query, redact: (text: string) => string): Reading['read'] {
  const least = level === undefined ? 0 : NUMBERS[level]
  const wanted = JSON.stringify(text ?? '')
    .slice(1, -1)
    .toLowerCase()
  return (written, place) => {
    const number = Number(/^\{"level":(\d{1,3}),/.exec(written)?.[1])
    if (!(number >= least) || !written.toLowerCase().includes(wanted)) return undefined
    const raw = redact(written)
    const { time, msg, part } = parse(raw) ?? {}
    if (typeof time !== 'string') return undefined
    return {
      cursor: formatPlace(place),
      at: Date.parse(time),
      level: LEVELS[number] ?? 'info',
      part: typeof part === 'string' ? part : null,
      message: (typeof msg === 'string' ? msg : '').slice(0, MOST_SHOWN),
      raw: raw.length > MOST_SHOWN ? `${raw.slice(0, MOST_SHOWN)}…` : raw,
    }
  }
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const formatPlace = ({ inode, offset }: Place): string => `${inode}:${offset}`

function parsePlace(cursor: string): Place {
  const [inode, offset] = cursor.split(':').map(Number)
  if (Number.isSafeInteger(inode) && Number.isSafeInteger(offset)) {
    return { inode: Number(inode), offset: Number(offset) }
  }
  throw new AppError('bad_request', 'This is no place in the log. Ask without it.')
}
