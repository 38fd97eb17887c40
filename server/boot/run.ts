import { flushCompileCache } from 'node:module'
import { AppError, toAppError } from '#protocol/errors.ts'
import { createEnv } from '../env.ts'
import type { RunningGateway, StartOptions } from './contract.ts'
import { startScreen } from './screen.ts'
import { boundYoungHeap } from './young-heap.ts'

/** Port or home taken, and everything unforeseen. */
const EXIT_FAILED = 1
/** EX_CONFIG of sysexits.h: starting again changes nothing, a person has to (systemd: RestartPreventExitStatus=78). */
const EXIT_CONFIG = 78
const EXIT_INTERRUPTED = 130

/** What works in every checkout in the place of `openclaw`. */
const COMMAND = 'npm run openclaw --'

/** What a supervisor or an impatient person may be made to wait. */
const STOP_LIMIT_MS = 9_500

export interface RunOptions {
  readonly dev?: boolean
  /** Prints the one-time link even where no terminal is attached: `npm start`. */
  readonly showLink?: boolean
}

/** Runs the gateway as this process: start screen, signals, exit code. */
export async function runAsProcess(
  start: (options: StartOptions) => Promise<RunningGateway>,
  options: RunOptions,
): Promise<void> {
  let gateway: RunningGateway
  try {
    gateway = await start({ env: createEnv(), dev: options.dev === true, terminal: process.stderr })
  } catch (error) {
    return refuse(error)
  }
  boundYoungHeap()
  stopOnSignals(gateway)
  printScreen(gateway, options)
  // Otherwise only a clean exit would write it, and the start after a crash would be a slow one.
  flushCompileCache()
  // A person is about to open a page; a service may never be asked for one.
  if (process.stdout.isTTY) await gateway.warm()
}

function printScreen(gateway: RunningGateway, options: RunOptions): void {
  const mayShowLink = options.showLink === true || process.stdout.isTTY === true
  const facts = {
    ...gateway.facts(),
    link: mayShowLink ? gateway.createLink().url : undefined,
    command: COMMAND,
  }
  process.stdout.write(startScreen(facts, process.stdout))
}

/** Where the disk takes nothing, whatever was to be written first. */
function findFullDisk(cause: unknown): AppError | undefined {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (!['ENOSPC', 'EDQUOT'].includes(code)) return undefined
  return new AppError(
    'state_unwritable',
    `The disk is full (${code}), so nothing can be kept. Free some space on the disk of the home, then start again.`,
    { cause },
  )
}

function refuse(cause: unknown): void {
  const error = findFullDisk(cause) ?? toAppError(cause)
  const detail =
    error.code === 'internal' && cause instanceof Error ? `\n${cause.stack ?? cause.message}` : ''
  process.stderr.write(`openclaw: ${error.message}${detail}\n`)
  process.exit(exitCodeOf(error))
}

function exitCodeOf(error: AppError): number {
  return ['config_invalid', 'state_unwritable', 'state_corrupt'].includes(error.code)
    ? EXIT_CONFIG
    : EXIT_FAILED
}

function stopOnSignals(gateway: RunningGateway): void {
  let stopping = false
  const stop = (exitCode: number): void => {
    if (stopping) process.exit(EXIT_INTERRUPTED)
    stopping = true
    setTimeout(() => process.exit(exitCode), STOP_LIMIT_MS).unref()
    void gateway.stop().finally(() => process.exit(exitCode))
  }
  process.on('SIGTERM', () => stop(0))
  process.on('SIGINT', () => stop(0))
  process.on('SIGHUP', () => stop(0))
  process.on('uncaughtException', (error) => {
    gateway.reportCrash(error)
    stop(EXIT_FAILED)
  })
}
