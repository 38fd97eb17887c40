import { chmodSync, renameSync, statSync } from 'node:fs'
import { type Logger, pino } from 'pino'
import type { LogLevel } from './env.ts'
import { createRedactor, type Redactor } from './redaction/redactor.ts'

export type LogFields = Record<string, unknown>

/** What the parts of the gateway write to. A message is one plain sentence; data goes into `fields`. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** The same log with a name on each line: `log.child('agents')`. */
  child(name: string): Log
}

export interface GatewayLog extends Log {
  /** Adds values that must never appear. Values under 8 characters are too common to be hidden. */
  hide(secrets: readonly string[]): void
  /** The same text without what was hidden: for whatever else is kept. */
  redact(text: string): string
  /** Writes out what is buffered. */
  flush(): void
}

/** Past this size, in bytes, the log of the last start is kept as `gateway.log.1` and a new one begins. */
const ROTATE_BYTES = 10 * 1024 * 1024
const HIDDEN = '[hidden]'

/**
 * Writes JSON lines to `file` (0600) and, where `terminal` is given, the warnings and errors as short
 * lines for people. Every known secret is replaced by `[hidden]` before a line leaves.
 */
export function createLog(options: {
  file: string
  level: LogLevel
  terminal?: { write(line: string): unknown } | undefined
  /** What must never appear; its own where absent. */
  redactor?: Redactor
}): GatewayLog {
  const { redactor = createRedactor() } = options
  rotate(options.file)
  const file = pino.destination({ dest: options.file, mode: 0o600, sync: true })
  chmodSync(options.file, 0o600)
  // A full disk must not end the gateway through its log: the line is lost, the work goes on.
  file.on('error', () => undefined)
  const redact = (text: string): string => redactor.clean(text, HIDDEN)
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err },
    },
    {
      write(raw: string) {
        const line = redact(raw)
        file.write(line)
        if (options.terminal) writeForPeople(options.terminal, line)
      },
    },
  )
  return {
    ...wrap(logger),
    hide: redactor.hide,
    redact,
    flush: () => file.flushSync(),
  }
}

function wrap(logger: Logger): Log {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    child: (name) => wrap(logger.child({ part: name })),
  }
}

function writeForPeople(terminal: { write(line: string): unknown }, line: string): void {
  const entry = JSON.parse(line) as { level: number; msg?: string; error?: { message?: string } }
  if (entry.level < 40 || entry.msg === undefined) return
  const severity = entry.level >= 50 ? 'error: ' : 'warning: '
  const cause = entry.error?.message ? ` (${entry.error.message})` : ''
  terminal.write(`  ${severity}${entry.msg}${cause}\n`)
}

function rotate(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > ROTATE_BYTES) renameSync(file, `${file}.1`)
}
