import { asTyped } from '../as-typed.ts'
import { EXIT_CODES } from '../cli-error.ts'
import { connectHome } from '../client/connect.ts'
import type { LocalContext } from '../context.ts'
import { findHome } from '../home.ts'
import { printFacts } from '../table.ts'
import { formatTime, paint, printJson } from '../terminal.ts'
import { findGatewayProcess, isOutdated } from './process.ts'
import { createService } from './service.ts'

/** `openclaw gateway status`: the process, not what it does (that is `openclaw status`). Exit code 2 where it is down. */
export async function showGateway(context: LocalContext): Promise<void> {
  const { terminal, environment, json } = context
  const home = findHome(environment)
  const running = findGatewayProcess(home)
  const service = createService(environment).state()
  const report = running?.port
    ? await connectHome(context, ({ client }) => client.request('status.get', undefined)).catch(
        () => undefined,
      )
    : undefined
  const state = report ? 'running' : running ? 'not answering' : 'stopped'
  if (state === 'stopped') process.exitCode = EXIT_CODES['not-running']
  if (json) {
    return printJson(terminal, {
      state,
      pid: running?.pid ?? null,
      port: running?.port ?? null,
      version: report?.version ?? null,
      startedAt: report?.startedAt ?? null,
      home: home.root,
      log: home.logFile,
      service,
    })
  }
  const { out, notes } = terminal
  const colour = { running: 'green', 'not answering': 'yellow', stopped: 'red' } as const
  out.write(`${paint(out, colour[state], '●')} The gateway is ${state}.\n`)
  printFacts(out, [
    ...(running ? [['process', String(running.pid)] as const] : []),
    ...(running?.port ? [['port', String(running.port)] as const] : []),
    ...(report
      ? [['since', formatTime(report.startedAt)] as const, ['version', report.version] as const]
      : []),
    ['home', home.root],
    ['log', home.logFile],
    ['service', service],
  ])
  const isOld = running !== undefined && isOutdated(running)
  const next = {
    running: isOld ? 'openclaw gateway restart (there is a newer build than the one that runs)' : '',
    'not answering': 'openclaw gateway logs',
    stopped: 'openclaw gateway start',
  }[state]
  if (next !== '') notes.write(`${paint(notes, 'dim', asTyped(`Next: ${next}`, environment))}\n`)
}
