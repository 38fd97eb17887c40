import { type Logger, pino } from 'pino'
import type { LogLevel } from './env.ts'
import { type LogFile, openLogFile } from './log/log-file.ts'
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
  const file = openLogFile({
    file: options.file,
    missing: (count) =>
      `{"level":40,"time":"${new Date().toISOString()}","msg":"${count} lines are missing here: more came than the log takes, or its disk took no more."}\n`,
  })
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
    ...wrap(logger, file),
    hide: redactor.hide,
    redact,
    flush: file.flush,
  }
}

function wrap(logger: Logger, file: LogFile): Log {
  const write = (
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields: LogFields = {},
  ): void => {
    if (!logger.isLevelEnabled(level)) return
    // In a flood even the making of a line would be too much.
    if (file.isFull()) file.skip()
    else logger[level](fields, message)
  }
  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    child: (name) => wrap(logger.child({ part: name }), file),
  }
}

function writeForPeople(terminal: { write(line: string): unknown }, line: string): void {
  const entry = JSON.parse(line) as { level: number; msg?: string; error?: { message?: string } }
  if (entry.level < 40 || entry.msg === undefined) return
  const severity = entry.level >= 50 ? 'error: ' : 'warning: '
  const cause = entry.error?.message ? ` (${entry.error.message})` : ''
  terminal.write(`  ${severity}${entry.msg}${cause}\n`)
}
