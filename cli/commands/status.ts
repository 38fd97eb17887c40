import type { MethodOutput } from '../client/methods.ts'
import { sayFindings } from '../config/say-findings.ts'
import type { CommandContext } from '../context.ts'
import { printFacts } from '../table.ts'
import { formatTime, paint, printable, printJson } from '../terminal.ts'

type StatusReport = MethodOutput<'status.get'>
type Models = Pick<MethodOutput<'models.list'>, 'main' | 'models' | 'warnings'>
type Channel = MethodOutput<'channels.list'>['channels'][number]

/** `openclaw status`: the state of the gateway on one screen. */
export async function status({ client, terminal, json, environment }: CommandContext): Promise<void> {
  const [report, { channels }, models] = await Promise.all([
    client.request('status.get', undefined),
    client.request('channels.list', undefined),
    client.request('models.list', undefined),
  ])
  if (json) return printJson(terminal, report)
  const { out } = terminal
  const isReady = report.agents.ready > 0
  const mark = isReady ? paint(out, 'green', '●') : paint(out, 'yellow', '●')
  out.write(
    `${mark} ${paint(out, 'bold', `OpenClaw ${report.version}`)} is ${isReady ? 'ready' : 'starting'}\n`,
  )
  printFacts(out, rowsOf(report, channels, models))
  const troubles = [report.storage.problem, report.backup.problem].flatMap((problem) => problem ?? [])
  const findings = sayFindings(report.config.findings, environment)
  for (const problem of [...troubles, ...findings]) {
    out.write(`  ${paint(out, 'yellow', '!')} ${printable(problem)}\n`)
  }
}

function rowsOf(report: StatusReport, channels: readonly Channel[], models: Models): [string, string][] {
  const { runs, agents } = report
  const busy = [
    [runs.running, 'running'],
    [runs.waiting, 'waiting'],
    [runs.queued, 'queued'],
  ].flatMap(([count, word]) => (count ? [`${count} ${word}`] : []))
  const approvals =
    report.pendingApprovals === 0 ? 'none' : `${report.pendingApprovals} waiting: openclaw approvals`
  return [
    ['panel', `http://localhost:${report.port}`],
    ['model', printable(modelLine(models))],
    ['agents', `${agents.ready} of ${agents.configured} ready`],
    ['sessions', String(report.sessions)],
    ['runs', busy.join(', ') || 'none'],
    ['approvals', approvals],
    ...(channels.length === 0 ? [] : [['channels', channelLine(channels)] as [string, string]]),
    ['commands', report.commandGuard === 'bwrap' ? 'guarded by bubblewrap' : 'not guarded: each one asks'],
    [
      'backup',
      report.backup.lastAt === null ? 'none yet: openclaw backup' : formatTime(report.backup.lastAt),
    ],
    ['home', report.home],
    ['up', formatDuration(report.uptimeMs)],
  ]
}

function channelLine(channels: readonly Channel[]): string {
  const states = channels.map(({ name, account, state }) => printable(`${name} (${account}) ${state}`))
  const isWell = channels.every(({ reason }) => reason === null)
  return `${states.join(', ')}${isWell ? '' : ': openclaw channels status'}`
}

function modelLine({ main, models, warnings }: Models): string {
  if (main === 'builtin:offline') return `${main} (no language model is connected: openclaw models)`
  const found = models.find(({ reference }) => reference === main)
  const problem = found ? found.problem : warnings.join(' ') || 'there is no such model'
  return problem === null ? main : `${main}: ${problem}`
}

/** Two units are enough: `3 d 4 h`, `12 min 5 s`. */
function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2)
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
