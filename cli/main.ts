import { CommanderError } from 'commander'
import { asTyped } from './as-typed.ts'
import { CliError, EXIT_CODES } from './cli-error.ts'
import type { LocalContext } from './context.ts'
import { completeNoun, createProgram, findCommandPath } from './program.ts'
import { paint, printable, processTerminal, type Terminal } from './terminal.ts'

/** Help and version: what was asked for is on the screen already. */
const SHOWN = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version'])

/** Runs one command and sets the exit code. Never throws. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that has seen enough (`openclaw chat … | head`) is no error.
  process.stdout.on('error', () => process.exit(EXIT_CODES.done))
  await runCommand(args, { terminal: processTerminal(), environment: process.env })
}

/** The same for any terminal. */
export async function runCommand(
  args: readonly string[],
  surroundings: { terminal: Terminal; environment: Record<string, string | undefined> },
): Promise<void> {
  const program = createProgram(surroundings)
  try {
    await program.parseAsync(completeNoun(program, args), { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError && SHOWN.has(error.code)) {
      process.exitCode = error.exitCode
      return
    }
    const isUsage = error instanceof CommanderError
    const failure = isUsage ? explainUsage(error, findCommandPath(program, args)) : error
    report(failure, { ...surroundings, json: args.includes('--json') })
  }
}

function report(error: unknown, { terminal, environment, json }: LocalContext): void {
  const reason = error instanceof CliError ? error.reason : 'failed'
  const message = error instanceof Error ? error.message : String(error)
  if (json) {
    const code = error instanceof Error && 'code' in error ? error.code : reason
    terminal.out.write(`${JSON.stringify({ error: { code, message } })}\n`)
  } else {
    terminal.notes.write(
      `${paint(terminal.notes, 'red', 'openclaw:')} ${asTyped(printable(message), environment)}\n`,
    )
  }
  process.exitCode = EXIT_CODES[reason]
}

/** `unknown command 'paring'. Did you mean pairing? See: openclaw --help` */
function explainUsage(error: CommanderError, path: string): CliError {
  const said = error.message.replace(/^error: /, '').replace(/\n\((.*)\)$/s, '. $1')
  return new CliError(`${said}${/[.?]$/.test(said) ? '' : '.'} See: ${path} --help`, { cause: error })
}

if (import.meta.main) await main(process.argv.slice(2))
