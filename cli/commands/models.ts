import type { CommandContext } from '../context.ts'
import { findSession } from '../find-session.ts'
import { oneLine, printTable } from '../table.ts'
import { paint, printable, printJson } from '../terminal.ts'

/** `openclaw models list`: what can answer, which one does, and what the others lack. */
export async function listModels({ client, terminal, json }: CommandContext): Promise<void> {
  const report = await client.request('models.list', undefined)
  if (json) return printJson(terminal, report)
  const { out, notes } = terminal
  printTable(out, ['', 'model', 'where', 'state'], {
    rows: report.models.map(({ reference, local, problem }) => [
      reference === report.main ? '*' : '',
      reference,
      local ? 'this machine' : 'cloud',
      problem ?? 'ready',
    ]),
    none: 'No model is known.',
  })
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
