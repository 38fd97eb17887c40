import { spawn, spawnSync } from 'node:child_process'
import { CliError } from '../cli-error.ts'
import type { MethodOutput } from '../client/methods.ts'
import type { CommandContext, LocalContext } from '../context.ts'
import { findSession } from '../find-session.ts'
import { findProgram } from '../installation.ts'
import { oneLine, printTable } from '../table.ts'
import { formatBytes, formatTime, paint, printJson, type Terminal } from '../terminal.ts'

/** `openclaw sandbox list`: whose containers there are, and what they use. */
export async function listSandboxes({ client, terminal, json }: CommandContext): Promise<void> {
  const { sandboxes } = await client.request('sandbox.list', undefined)
  const report = await client.request('sandbox.status', undefined)
  if (json) return printJson(terminal, { ...report, sandboxes })
  if (report.problem !== null) terminal.notes.write(`${oneLine(`${report.problem} ${report.fix ?? ''}`)}\n`)
  printTable(terminal.out, ['conversation', 'container', 'state', 'memory', 'files', 'last used'], {
    rows: sandboxes.map(({ title, usedAt, box }) => [
      title,
      box?.container ?? '-',
      box?.state ?? 'no container',
      bytes(box?.memoryBytes),
      bytes(box?.diskBytes),
      formatTime(usedAt),
    ]),
    none: 'No conversation has worked in the sandbox yet.',
  })
}

const bytes = (count: number | null | undefined) =>
  count === null || count === undefined ? '-' : formatBytes(count)

/** `openclaw sandbox build`: with a gateway or without one. */
export async function buildSandbox(
  { terminal, json }: LocalContext,
  options: { from: string; socket: string | undefined },
): Promise<void> {
  const settings = [`from=${options.from}`, ...(options.socket ? [`socket=${options.socket}`] : [])]
  const child = spawn(
    process.execPath,
    [findProgram('sandbox', 'agent/sandbox/main.ts'), 'build', ...settings],
    {
      stdio: ['ignore', 'pipe', json ? 'pipe' : 'inherit'],
    },
  )
  let image = ''
  let problem = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    image += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    problem = chunk.toString()
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0)
    throw new CliError(json ? problem.trim() : 'The image was not built; the lines above say why.')
  if (json) return printJson(terminal, { image: image.trim() })
  terminal.out.write(`${image.trim()} is ready.\n`)
}

/** `openclaw sandbox recreate [session]`: the next call of a tool there begins in a new container. */
export async function recreateSandbox(
  { client, terminal, json }: CommandContext,
  options: { session: string | undefined; all: boolean; files: boolean },
): Promise<void> {
  if (options.session === undefined && !options.all) {
    throw new CliError('Name a conversation ("openclaw sandbox list" shows them), or say --all.')
  }
  const session = options.session === undefined ? undefined : await findSession(client, options.session)
  const done = await client.request('sandbox.recreate', {
    ...(session ? { sessionId: session.id } : {}),
    files: options.files,
  })
  if (json) return printJson(terminal, done)
  terminal.out.write(
    `Containers removed: ${done.removed}.${options.files ? ' Their files are gone, too.' : ''}\n`,
  )
}

/** `openclaw sandbox shell <session>`: a shell in the container of a conversation, as its tools have it. */
export async function openShell({ client }: CommandContext, reference: string): Promise<void> {
  const { id } = await findSession(client, reference)
  const { boxed, report, box: summary } = await client.request('sandbox.explain', { sessionId: id })
  if (!boxed) throw new CliError('The tools of this conversation work on this machine, not in a container.')
  const box = summary?.box
  if (box?.state !== 'running') {
    throw new CliError('No container of this conversation runs now. It starts with the next call of a tool.')
  }
  const engine = report.socket === null ? [] : ['--host', `unix://${report.socket}`]
  // Docker takes a terminal only where there is one; a pipe is read as a script.
  const flags = process.stdin.isTTY ? '-it' : '-i'
  const { error, status } = spawnSync('docker', [...engine, 'exec', flags, box.container, 'bash'], {
    stdio: 'inherit',
  })
  if (error) throw new CliError('The docker command is needed for this and was not found.', { cause: error })
  process.exitCode = status ?? 1
}

/** `openclaw sandbox explain <session>`: where its tools work, why, and what each would be answered. */
export async function explainSandbox(
  { client, terminal, json }: CommandContext,
  reference: string,
): Promise<void> {
  const { id } = await findSession(client, reference)
  const found = await client.request('sandbox.explain', { sessionId: id })
  if (json) return printJson(terminal, found)
  const { out } = terminal
  out.write(`${found.reason}\n`)
  if (found.boxed) printBox(terminal, found)
  for (const { tool, decision, rule, reason } of found.tools) {
    const verdict = { allow: 'allowed', ask: 'asks you', deny: 'refused' }[decision]
    out.write(`  ${tool.padEnd(14)} ${verdict.padEnd(9)} ${paint(out, 'dim', `${rule}: ${reason}`)}\n`)
  }
}

function printBox({ out }: Terminal, { report, box }: MethodOutput<'sandbox.explain'>): void {
  const { limits } = report
  const state =
    report.problem === null ? report.state : `${report.state}: ${report.problem} ${report.fix ?? ''}`
  const files = {
    none: 'its own only',
    ro: 'its own, and yours under owner/ to read',
    rw: 'your workspace itself',
  }
  const rows = [
    ['sandbox', state],
    ['image', report.image ?? '-'],
    [
      'container',
      box?.box
        ? `${box.box.container} (${box.box.state})`
        : report.problem === null
          ? 'none now; it starts with the next call'
          : 'none; it starts with the first call once the sandbox is ready',
    ],
    ['files', files[report.workspaceAccess]],
    ['network', 'none'],
    [
      'limits',
      `${limits.memoryMb} MB memory, ${limits.cpus} CPU, ${limits.processes} processes, ${limits.diskMb} MB of files`,
    ],
  ]
  for (const [name = '', value = ''] of rows) out.write(`  ${name.padEnd(14)} ${oneLine(value)}\n`)
}
