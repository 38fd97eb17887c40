import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { CliError } from '../cli-error.ts'
import type { LocalContext } from '../context.ts'
import { findHome } from '../home.ts'
import { oneLine } from '../table.ts'
import { formatTime, paint, type Terminal } from '../terminal.ts'

/** A line of the log is rarely longer than this; the end of the file is read in such pieces. */
const BYTES_PER_LINE = 1024
const LOOK_EVERY_MS = 250
const LEVELS: Record<number, ['debug' | 'info' | 'warn' | 'error', 'dim' | 'cyan' | 'yellow' | 'red']> = {
  20: ['debug', 'dim'],
  30: ['info', 'cyan'],
  40: ['warn', 'yellow'],
  50: ['error', 'red'],
}

/** `openclaw gateway logs [-n count] [-f]`: the end of the log, which holds no secret. */
export async function showLogs(
  { terminal, environment, json }: LocalContext,
  options: { lines: number; follow: boolean },
): Promise<void> {
  const file = findHome(environment).logFile
  const show = (line: string): void => {
    terminal.out.write(json ? `${line}\n` : `${formatLine(terminal, line)}\n`)
  }
  let { lines, end } = readEnd(file, options.lines)
  for (const line of lines) show(line)
  while (options.follow) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    const size = (await stat(file).catch(() => undefined))?.size ?? 0
    if (size < end) end = 0 // a new log took its place
    if (size === end) continue
    const added = readFrom(file, end)
    end = added.end
    for (const line of added.lines) show(line)
  }
}

function readEnd(file: string, count: number): { lines: string[]; end: number } {
  const size = sizeOf(file)
  let start = size
  for (;;) {
    start = Math.max(0, start - count * BYTES_PER_LINE)
    const read = readFrom(file, start)
    // The first line may have begun before the piece did.
    const whole = start === 0 ? read.lines : read.lines.slice(1)
    if (start === 0 || whole.length >= count) return { lines: whole.slice(-count), end: read.end }
  }
}

/** The whole lines from a position on, and where the last one ends. */
function readFrom(file: string, start: number): { lines: string[]; end: number } {
  const handle = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(Math.max(0, fstatSync(handle).size - start))
    const length = readSync(handle, buffer, 0, buffer.length, start)
    const last = buffer.subarray(0, length).lastIndexOf(10) + 1
    const lines = buffer.subarray(0, last).toString('utf8').split('\n').filter(Boolean)
    return { lines, end: start + last }
  } finally {
    closeSync(handle)
  }
}

function sizeOf(file: string): number {
  try {
    const handle = openSync(file, 'r')
    const { size } = fstatSync(handle)
    closeSync(handle)
    return size
  } catch (cause) {
    throw new CliError(`There is no log yet (${file}). It begins with: openclaw gateway start`, { cause })
  }
}

/** `2026-11-22 16:05 warn  config  The configuration … {"more":1}` */
function formatLine({ out }: Terminal, line: string): string {
  const entry = parseLine(line)
  if (!entry) return oneLine(line)
  const { time, level, msg, part, ...fields } = entry
  const [name, colour] = LEVELS[Number(level)] ?? ['info', 'cyan']
  const rest = Object.keys(fields).length > 0 ? ` ${paint(out, 'dim', oneLine(JSON.stringify(fields)))}` : ''
  const at = typeof time === 'string' ? formatTime(Date.parse(time)) : ''
  return `${paint(out, 'dim', at)} ${paint(out, colour, name.padEnd(5))} ${part ? `${part}: ` : ''}${oneLine(String(msg ?? ''))}${rest}`
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    return typeof entry === 'object' && entry !== null ? { ...entry } : undefined
  } catch {
    return undefined // cut off in the middle, or written by hand
  }
}
