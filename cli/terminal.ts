import { stripVTControlCharacters, styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Where a command writes. Answers go to `out`, everything about them to `notes`. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream
  readonly out: NodeJS.WritableStream & { isTTY?: boolean }
  readonly notes: NodeJS.WritableStream & { isTTY?: boolean }
  /** Whether a person is there to be asked. */
  readonly interactive: boolean
}

export const processTerminal = (): Terminal => ({
  input: process.stdin,
  out: process.stdout,
  notes: process.stderr,
  interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
})

/** Colour where a terminal shows it and NO_COLOR does not forbid it. */
export function paint(stream: NodeJS.WritableStream, style: Style, text: string): string {
  return styleText(style, text, { stream, validateStream: true })
}

/**
 * Text from a model, a tool or a stranger, safe to print: escape sequences could rewrite the screen or
 * the clipboard.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu, '')
}

/** For programs; people see it, too: some terminals obey controls that JSON leaves as they are. */
export function printJson(terminal: Terminal, value: unknown): void {
  const text = JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  terminal.out.write(`${text}\n`)
}

/** `1.4 MB`, `63 GB`; at least kilobytes. */
export const formatBytes = (bytes: number): string =>
  bytes >= 1e10
    ? `${Math.round(bytes / 1e9)} GB`
    : bytes >= 1e6
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${Math.ceil(bytes / 1e3)} kB`

/** `2026-11-22 16:05`, in the time zone of whoever reads it. By hand: Intl takes longer to load than all else. */
export function formatTime(at: number): string {
  const time = new Date(at)
  const two = (part: number): string => String(part).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`
}

/** `3 days ago`, `in 2 hours`; `now` within half a minute. */
export function formatAge(at: number, now = Date.now()): string {
  const seconds = Math.round(Math.abs(at - now) / 1000)
  if (seconds < 30) return 'now'
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? UNITS[3]
  const count = Math.floor(seconds / size)
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`
  return at > now ? `in ${words}` : `${words} ago`
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const
