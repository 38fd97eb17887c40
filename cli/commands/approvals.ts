import type { ApprovalDecision } from '#protocol/approvals.ts'
import { CliError } from '../cli-error.ts'
import type { MethodOutput } from '../client.ts'
import { describeInput } from '../describe.ts'
import type { CommandContext } from '../program.ts'
import { paint, printable, printJson } from '../terminal.ts'

type PendingApproval = MethodOutput<'approvals.list'>['approvals'][number]

const DECISIONS: Record<string, ApprovalDecision> = { allow: 'allow-once', always: 'always', deny: 'deny' }

/** `openclaw approvals [allow|always|deny] [id]`: lists what waits, or answers it. */
export async function approvals(
  context: CommandContext,
  request: { answer: string | undefined; id: string | undefined },
): Promise<void> {
  const { client, terminal, json } = context
  const { approvals: pending } = await client.request('approvals.list', undefined)
  if (request.answer === undefined) return json ? printJson(terminal, pending) : printList(context, pending)

  const decision = DECISIONS[request.answer]
  if (!decision) throw new CliError(`"${request.answer}" is no answer; use allow, always or deny.`)
  const approvalId = request.id ?? onlyOne(pending).id
  const resolved = await client.request('approvals.resolve', { approvalId, decision })
  if (json) return printJson(terminal, resolved)
  terminal.out.write(`${resolved.status}: ${describeInput(resolved.tool, resolved.input)}\n`)
}

function onlyOne(pending: readonly PendingApproval[]): PendingApproval {
  const [first, second] = pending
  if (!first) throw new CliError('Nothing waits for an answer.')
  if (second) throw new CliError('Several calls wait; name one: openclaw approvals allow <id>')
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
  out.write(
    `Answer with: openclaw approvals allow|${pending.some((a) => a.canBeAlways) ? 'always|' : ''}deny <id>\n`,
  )
}
