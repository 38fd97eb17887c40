import type { CommandContext } from '../context.ts'
import { printTable } from '../table.ts'
import { formatTime, paint, printJson } from '../terminal.ts'

/** `openclaw audit`: who decided what, the newest first. */
export async function audit(
  { client, terminal, json }: CommandContext,
  wanted: { limit: number; action: string | undefined; actor: string | undefined },
): Promise<void> {
  const { limit, action, actor } = wanted
  const report = await client.request('audit.list', {
    limit,
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { actor }),
  })
  if (json) return printJson(terminal, report)
  const { out, notes } = terminal
  printTable(out, ['when', 'who', 'what', 'outcome', 'rule', 'more'], {
    rows: report.entries.map((entry) => [
      formatTime(entry.at),
      entry.actor,
      entry.action,
      entry.outcome,
      entry.rule ?? '',
      describeDetail(entry.detail),
    ]),
    none:
      action === undefined && actor === undefined
        ? 'Nothing was decided yet.'
        : 'Nothing of that kind was decided.',
  })
  if (report.chain === 'broken') {
    notes.write(
      `${paint(notes, 'red', '✗')} The log was changed after it was written. See: openclaw doctor --security\n`,
    )
  }
}

/** `provider openai`, `expiresAt 2026-11-23 07:22`: names and values as they are, times as people read them. */
function describeDetail(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .map(
      ([name, value]) =>
        `${name} ${/At$/.test(name) && typeof value === 'number' ? formatTime(value) : show(value)}`,
    )
    .join(', ')
}

const show = (value: unknown): string =>
  typeof value === 'string' && value !== ''
    ? value
    : Array.isArray(value)
      ? value.map(show).join(' ')
      : JSON.stringify(value)
