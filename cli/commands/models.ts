import type { MethodOutput } from '../client/methods.ts'
import type { CommandContext } from '../context.ts'
import { findSession } from '../find-session.ts'
import { readSecret } from '../secret-input.ts'
import { oneLine, printTable } from '../table.ts'
import { formatTime, paint, printable, printJson } from '../terminal.ts'

/** `openclaw models list`: what can answer, which one does, and what the others lack. */
export async function listModels({ client, terminal, json }: CommandContext): Promise<void> {
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
  notes.write(
    `${paint(notes, 'dim', '* answers new messages. Change it with: openclaw models use <model>')}\n`,
  )
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
  const where = session ? `in "${oneLine(session.title || session.key)}"` : 'from now on'
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

type Model = MethodOutput<'models.list'>['models'][number]

function stateOf({ problem, resting }: Model): string {
  if (problem !== null) return problem
  const [rest] = resting
  return rest ? `rests until ${formatTime(rest.until)}: ${WHY[rest.code] ?? rest.code}` : 'ready'
}

/** `openclaw models key <provider>`: the key is kept by the gateway and shown nowhere. */
export async function setKey(
  { client, terminal, json }: CommandContext,
  given: { provider: string; beside: boolean },
): Promise<void> {
  const key = await readSecret(terminal, `Key for ${oneLine(given.provider)} (it is not shown): `)
  const kept = await client.request('models.setKey', { ...given, key })
  if (json) return printJson(terminal, kept)
  terminal.out.write(
    `Kept; ${oneLine(kept.provider)} has ${kept.keys} ${kept.keys === 1 ? 'key' : 'keys'}.\n`,
  )
  terminal.notes.write('See whether it works: openclaw models test\n')
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
