import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { CliError } from '../cli-error.ts'
import type { LocalContext } from '../context.ts'
import { inspect } from '../doctor/inspection.ts'
import { removeService } from '../gateway/install.ts'
import { findGatewayProcess } from '../gateway/process.ts'
import { createService } from '../gateway/service.ts'
import { findHome } from '../home.ts'
import { paint, printJson } from '../terminal.ts'

/** `openclaw uninstall`: says what goes and what stays, and removes it after a typed yes or `--yes`. */
export async function uninstall(
  context: LocalContext,
  options: { workspace: boolean; yes: boolean },
): Promise<void> {
  const { terminal, environment, json } = context
  const home = findHome(environment)
  const service = createService(environment)
  if (findGatewayProcess(home) && !service.isInstalled()) {
    throw new CliError('The gateway still runs. Stop it first: openclaw gateway stop')
  }
  const found = inspect(environment)
  if (typeof found === 'string') throw new CliError(`${found}. Nothing was removed. Try: npm run build`)
  if (found.foreign !== null) {
    throw new CliError(
      `${home.root} belongs to another program (${found.foreign}), so nothing of it is removed. See: openclaw doctor`,
    )
  }
  // Only what is ours by name: other files in the folder are somebody's own.
  const parts = [
    service.file,
    home.state,
    home.configFile,
    ...(options.workspace ? [home.workspace] : []),
  ].filter((path) => existsSync(path))
  const kept = !options.workspace && existsSync(home.workspace) ? home.workspace : null
  if (!json) printPlan(context, parts, kept)
  if (parts.length > 0 && !options.yes && !(await isAgreed(context))) {
    throw new CliError('Nothing was removed. To remove it without being asked: openclaw uninstall --yes')
  }
  removeService(service)
  for (const part of parts) rmSync(part, { recursive: true, force: true })
  if (existsSync(home.root) && readdirSync(home.root).length === 0) rmdirSync(home.root)
  if (json) return printJson(terminal, { removed: parts, kept })
  if (parts.length > 0) terminal.out.write('Removed.\n')
}

function printPlan({ terminal }: LocalContext, parts: readonly string[], kept: string | null): void {
  const { out } = terminal
  if (parts.length === 0) out.write('There is nothing to remove.\n')
  for (const part of parts) out.write(`${paint(out, 'red', 'remove')}  ${part}\n`)
  if (kept !== null) out.write(`${paint(out, 'green', 'keep')}    ${kept}  (with --workspace it goes too)\n`)
}

async function isAgreed({ terminal }: LocalContext): Promise<boolean> {
  if (!terminal.interactive) return false
  const prompt = createInterface({ input: process.stdin, output: terminal.notes })
  try {
    return (await prompt.question('Backups in it go as well. Type yes to go on: ')).trim() === 'yes'
  } finally {
    prompt.close()
  }
}
