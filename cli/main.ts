import { AppError } from '#protocol/errors.ts'
import { CliError, EXIT_CODES } from './cli-error.ts'
import { createProgram } from './program.ts'
import { paint, printable, processTerminal } from './terminal.ts'

/** Runs one command and sets the exit code. Never throws. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal = processTerminal()
  // A reader that has seen enough (`openclaw chat … | head`) is no error.
  process.stdout.on('error', () => process.exit(EXIT_CODES.done))
  try {
    const program = createProgram({ terminal, environment: process.env })
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    const reason = error instanceof CliError ? error.reason : 'failed'
    const message = error instanceof Error ? error.message : String(error)
    if (args.includes('--json')) {
      const code = error instanceof AppError ? error.code : reason
      terminal.out.write(`${JSON.stringify({ error: { code, message } })}\n`)
    } else {
      terminal.notes.write(`${paint(terminal.notes, 'red', 'openclaw:')} ${printable(message)}\n`)
    }
    process.exitCode = EXIT_CODES[reason]
  }
}

if (import.meta.main) await main(process.argv.slice(2))
