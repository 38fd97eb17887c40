import type { ApprovalDecision } from '#protocol/approvals.ts'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../context.ts'
import { describeInput } from '../describe.ts'
import type { MethodOutput } from '../methods.ts'
import { paint, printable, printJson } from '../terminal.ts'

type PendingApproval = MethodOutput<'approvals.list'>['approvals'][number]

/** `openclaw approvals list` */
export async function listApprovals(context: CommandContext): Promise<void> {
  const { approvals: pending } = await context.client.request('approvals.list', undefined)
  if (context.json) printJson(context.terminal, pending)
  else printList(context, pending)
}

/** `openclaw approvals approve|deny [id]`: what came of it, which an earlier answer may have decided. */
export async function answerApproval(
  { client, terminal, json }: CommandContext,
  answer: { id: string | undefined; decision: ApprovalDecision },
): Promise<void> {
  const approvalId = answer.id ?? onlyOne((await client.request('approvals.list', undefined)).approvals).id
  const resolved = await client.request('approvals.resolve', { approvalId, decision: answer.decision })
  if (json) return printJson(terminal, resolved)
  terminal.out.write(`${resolved.status}: ${describeInput(resolved.tool, resolved.input)}\n`)
}

function onlyOne(pending: readonly PendingApproval[]): PendingApproval {
  const [first, second] = pending
  if (!first) throw new CliError('Nothing waits for an answer.')
  if (second) throw new CliError('Several calls wait; see which, and name one: openclaw approvals list')
  return first
}

function printList({ terminal }: CommandContext, pending: readonly PendingApproval[]): void {
  const { out } = terminal
  if (pending.length === 0) {
    out.write('Nothing waits for an answer.\n')
    return
  }
  for (const approval of pending) {
    out.write(`${paint(out, 'bold', printable(approval.id))}\n`)
    out.write(`  ${describeInput(approval.tool, approval.input)}\n`)
    out.write(`  ${paint(out, 'dim', printable(approval.reason))}\n`)
  }
  const always = pending.some((approval) => approval.canBeAlways) ? ' [--always]' : ''
  out.write(`Answer with: openclaw approvals approve <id>${always}, or openclaw approvals deny <id>\n`)
}
