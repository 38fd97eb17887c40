import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asTyped } from '../as-typed.ts'
import { CliError } from '../cli-error.ts'
import { connectHome } from '../client/connect.ts'
import { sayFindings } from '../config/say-findings.ts'
import type { LocalContext } from '../context.ts'
import { findHome, findRunRecord } from '../home.ts'
import { findRoot } from '../installation.ts'
import { paint, printable, printJson } from '../terminal.ts'
import { buildNewest } from './build.ts'
import { findGatewayProcess, isOutdated, waitFor } from './process.ts'
import { createService } from './service.ts'

/** A first start moves a database and loads everything anew. */
const READY_LIMIT_MS = 60_000

/** `openclaw gateway start`: in the background, waits until it is ready, prints the one-time link. */
export async function startGateway(context: LocalContext): Promise<void> {
  const { terminal, json } = context
  const home = findHome(context.environment)
  const running = findGatewayProcess(home)
  if (!running) await launch(context, home)
  const report = await connectHome(context, async ({ client }) => ({
    ...(await client.request('login.createLink', undefined)),
    status: await client.request('status.get', undefined),
  }))
  const pid = findRunRecord(home)?.pid ?? null
  if (json) {
    return printJson(terminal, { pid, port: report.status.port, started: !running, url: report.url })
  }
  terminal.out.write(`${report.url}\n`)
  const { notes } = terminal
  for (const sentence of sayFindings(report.status.config.findings, context.environment)) {
    notes.write(`${paint(notes, 'yellow', '!')} ${printable(sentence)}\n`)
  }
  if (running && isOutdated(running)) {
    const next = `It does not run from the newest build of ${findRoot()}. Change over with: openclaw gateway restart`
    notes.write(`${paint(notes, 'yellow', '!')} ${asTyped(next, context.environment)}\n`)
  }
  const state = running ? 'was running already' : 'runs in the background'
  notes.write(`${paint(notes, 'green', '●')} OpenClaw ${report.status.version} ${state} (process ${pid}).\n`)
  notes.write(
    `${paint(notes, 'dim', asTyped('The link works once, for 10 minutes; a fresh one: openclaw open. Stop: openclaw gateway stop', context.environment))}\n`,
  )
}

async function launch(context: LocalContext, home: ReturnType<typeof findHome>): Promise<void> {
  buildNewest()
  const service = createService(context.environment)
  if (service.isInstalled()) {
    service.start()
    await waitUntilReady(home, () => undefined)
    return
  }
  const root = findRoot()
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-start-'))
  const output = join(folder, 'output')
  try {
    const child = spawnGateway({ root, output, environment: context.environment })
    await waitUntilReady(home, () => reasonOfEnd(child, output))
    child.unref()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function spawnGateway(options: {
  root: string
  output: string
  environment: LocalContext['environment']
}): ChildProcess {
  const file = openSync(options.output, 'a', 0o600)
  try {
    return spawn(process.execPath, [join(options.root, 'dist', 'gateway.js')], {
      cwd: options.root,
      detached: true,
      stdio: ['ignore', file, file],
      env: { ...options.environment, NODE_ENV: 'production' },
    })
  } finally {
    closeSync(file)
  }
}

/** What it said at its end; undefined while it lives. */
function reasonOfEnd(child: ChildProcess, output: string): string | undefined {
  if (child.exitCode === null && child.signalCode === null) return undefined
  const said = readFileSync(output, 'utf8').trim()
  return (
    said.replace(/^openclaw: /, '') || `The gateway ended at once (${child.exitCode ?? child.signalCode}).`
  )
}

async function waitUntilReady(
  home: ReturnType<typeof findHome>,
  ended: () => string | undefined,
): Promise<void> {
  const outcome = await waitFor(async () => {
    const reason = ended()
    if (reason !== undefined) return { reason }
    const port = findGatewayProcess(home)?.port
    return port && (await isReady(port)) ? { reason: undefined } : undefined
  }, READY_LIMIT_MS)
  if (!outcome) {
    throw new CliError('The gateway did not become ready in time. See why with: openclaw gateway logs')
  }
  if (outcome.reason !== undefined) {
    throw new CliError(`${outcome.reason}\nMore about what is wrong: openclaw doctor`)
  }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    (response) => response.ok,
    () => false,
  )
