import { asTyped } from '../as-typed.ts'
import { CliError } from '../cli-error.ts'
import type { MethodOutput } from '../client/methods.ts'
import type { CommandContext } from '../context.ts'
import { findSession, nameSession } from '../find-session.ts'
import { readSecret } from '../secret-input.ts'
import { oneLine, printTable } from '../table.ts'
import { formatTime, paint, printable, printJson } from '../terminal.ts'

/** `openclaw models list`: what can answer, which one does, and what the others lack. */
export async function listModels({ client, terminal, environment, json }: CommandContext): Promise<void> {
  const report = await client.request('models.list', undefined)
  if (json) return printJson(terminal, report)
  const { out, notes } = terminal
  printTable(out, ['', 'model', 'where', 'state'], {
    rows: report.models.map((model) => [
      model.reference === report.main ? '*' : '',
      model.reference,
      model.local ? 'this machine' : 'cloud',
      stateOf(model),
    ]),
    none: 'No model is known.',
  })
  for (const { id, model, answers } of report.agents) {
    if (model !== null) notes.write(`${paint(notes, 'dim', `${id} answers with ${printable(answers)}`)}\n`)
  }
  for (const warning of report.warnings) notes.write(`${paint(notes, 'yellow', '!')} ${printable(warning)}\n`)
  const next =
    report.main === 'builtin:offline' && report.models.length === 1
      ? `No language model is connected. Give a key (${listVendors(report)}): openclaw models key <vendor>. Or start Ollama on this machine.`
      : '* answers new messages. Change it with: openclaw models use <model>'
  notes.write(`${paint(notes, 'dim', asTyped(next, environment))}\n`)
}

/** `openclaw models use <model> [--session id]` */
export async function useModel(
  { client, terminal, json }: CommandContext,
  choice: { model: string; session: string | undefined },
): Promise<void> {
  const session = choice.session === undefined ? undefined : await findSession(client, choice.session)
  const used = await client.request('models.use', {
    model: choice.model,
    ...(session ? { sessionId: session.id } : {}),
  })
  if (json) return printJson(terminal, used)
  const where = session ? `in "${oneLine(nameSession(session))}"` : 'from now on'
  terminal.out.write(`${oneLine(used.model)} answers ${where}.\n`)
  if (used.warning) {
    terminal.notes.write(`${paint(terminal.notes, 'yellow', '!')} ${printable(used.warning)}\n`)
  }
}

/** `openclaw models test [model]`: one real request of a few tokens. */
export async function testModel(
  { client, terminal, json }: CommandContext,
  model: string | undefined,
): Promise<void> {
  const name = model ?? (await client.request('models.list', undefined)).main
  const answer = await client.request('models.test', { model: name })
  if (json) return printJson(terminal, answer)
  const { out } = terminal
  const tokens = answer.tokens === null ? '' : `, ${answer.tokens} tokens`
  out.write(
    `${paint(out, 'green', '✓')} ${oneLine(answer.model)} answered in ${answer.durationMs} ms${tokens}.\n`,
  )
}

/** Why one rests, in words. */
const WHY: Readonly<Record<string, string>> = {
  model_auth: 'its key was refused',
  unknown_model: 'its provider does not know it',
  model_rate_limited: 'over its rate limit',
  model_unavailable: 'it was unavailable',
  model_timeout: 'it did not answer in time',
  model_stream_cut: 'the connection broke',
}

type Report = MethodOutput<'models.list'>
type Model = Report['models'][number]

function stateOf({ problem, resting }: Model): string {
  if (problem !== null) return problem
  const [rest] = resting
  return rest ? `rests until ${formatTime(rest.until)}: ${WHY[rest.code] ?? rest.code}` : 'ready'
}

const listVendors = ({ providers }: Report): string =>
  providers.flatMap(({ provider, needsKey }) => (needsKey ? provider : [])).join(', ')

/**
 * `openclaw models key <provider>`: the key is kept by the gateway and shown nowhere, and one of its models is asked for
 * a few words with it. Exit code 1 where that one does not answer.
 */
export async function setKey(
  { client, terminal, json }: CommandContext,
  given: { provider: string; beside: boolean },
): Promise<void> {
  const before = await client.request('models.list', undefined)
  const vendor = before.providers.find(({ provider }) => provider === given.provider.trim().toLowerCase())
  if (!vendor)
    throw new CliError(`There is no vendor ${given.provider}. Keys are taken for: ${listVendors(before)}`)
  const { notes, out } = terminal
  if (terminal.interactive && vendor.keysUrl) notes.write(`Keys are made at ${vendor.keysUrl}\n`)
  const key = await readSecret(terminal, `Key for ${oneLine(vendor.title)} (it is not shown): `)
  const kept = await client.request('models.setKey', { ...given, key })
  const after = await client.request('models.list', undefined)
  const tried = await tryKey(client, { provider: kept.provider, report: after })
  if (tried?.problem) process.exitCode = 1
  if (json) return printJson(terminal, { ...kept, tried })
  out.write(`Kept; ${oneLine(kept.provider)} has ${kept.keys} ${kept.keys === 1 ? 'key' : 'keys'}.\n`)
  if (tried?.problem) notes.write(`${paint(notes, 'yellow', '!')} ${printable(tried.problem)}\n`)
  else if (tried) out.write(`${paint(out, 'green', '✓')} ${oneLine(tried.model)} answered.\n`)
  if (after.main !== before.main) out.write(`${oneLine(after.main)} answers from now on.\n`)
}

/** Asks one model of a provider, the main one if it is of it. Undefined where none is known. */
async function tryKey(
  client: CommandContext['client'],
  { provider, report }: { provider: string; report: Report },
): Promise<{ model: string; problem: string | null } | undefined> {
  const own = report.models.filter((model) => model.provider === provider)
  const model = (own.find(({ reference }) => reference === report.main) ?? own[0])?.reference
  if (model === undefined) return undefined
  return client.request('models.test', { model }).then(
    () => ({ model, problem: null }),
    (error: Error) => ({ model, problem: error.message }),
  )
}

/** `openclaw models key <provider> --remove` */
export async function removeKeys(
  { client, terminal, json }: CommandContext,
  provider: string,
): Promise<void> {
  const removed = await client.request('models.removeKeys', { provider })
  if (json) return printJson(terminal, removed)
  terminal.out.write(`The keys of ${oneLine(removed.provider)} that were given here are forgotten.\n`)
}
