import { CliError } from '../cli-error.ts'
import type { LocalContext } from '../context.ts'
import { findHome, findRunRecord } from '../home.ts'
import { printJson } from '../terminal.ts'
import { endProcess, findGatewayProcess } from './process.ts'

/** `openclaw gateway stop`: asks the gateway of this home to stop and waits; stopping none is no mistake. */
export async function stopGateway({ terminal, environment, json }: LocalContext): Promise<void> {
  const home = findHome(environment)
  const running = findGatewayProcess(home)
  const claimed = findRunRecord(home)
  if (!running && claimed) {
    throw new CliError(
      `${home.runFile} names process ${claimed.pid}, which is not the gateway of this home (or is another user's), ` +
        'so it was left alone. Clear the old record away with: openclaw doctor --fix',
    )
  }
  if (running) await endProcess(running.pid)
  if (json) return printJson(terminal, { stopped: running?.pid ?? null })
  terminal.out.write(running ? 'The gateway has stopped.\n' : 'No gateway was running.\n')
}
