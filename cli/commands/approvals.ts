import { createInterface } from 'node:readline/promises'
import { type OwnerAnswer, shortHash } from '#protocol/access/approvals.ts'
import { describeAsked, describeBound, describeInput } from '#protocol/access/describe-call.ts'
import { printQuestion } from '../chat/approval-desk.ts'
import { CliError } from '../cli-error.ts'
import type { MethodOutput } from '../client/methods.ts'
import type { CommandContext } from '../context.ts'
import { paint, printable, printJson } from '../terminal.ts'

type PendingApproval = MethodOutput<'approvals.list'>['approvals'][number]

/** `openclaw approvals list` */
export async function listApprovals(context: CommandContext): Promise<void> {
  const { approvals: pending } = await context.client.request('approvals.list', undefined)
  if (context.json) printJson(context.terminal, pending)
  else printList(context, pending)
}

/** `openclaw approvals approve|deny|answer [id]`: what came of it, which an earlier answer may have decided. */
export async function answerApproval(
  { client, terminal, json }: CommandContext,
  { id, ...answer }: OwnerAnswer & { id: string | undefined },
): Promise<void> {
  const approvalId = id ?? (await findOnly({ client, terminal }, answer)).id
  const resolved = await client.request('approvals.resolve', { approvalId, ...answer })
  if (json) return printJson(terminal, resolved)
  const what =
    resolved.kind === 'question'
      ? printable(`${resolved.question} ${resolved.choice ?? ''}`.trim())
      : describeAsked(resolved)
  terminal.out.write(`${resolved.status}: ${what}\n`)
}

/** `openclaw approvals always`: what runs without a question. */
export async function listAlways({ client, terminal, json }: CommandContext): Promise<void> {
  const { grants } = await client.request('approvals.listAlways', undefined)
  if (json) return printJson(terminal, grants)
  const { out } = terminal
  if (grants.length === 0) return void out.write('Nothing is allowed for always.\n')
  for (const { id, agent, argv, cwd, binding } of grants) {
    out.write(`${paint(out, 'bold', printable(id))}\n`)
    out.write(`  ${describeInput('exec', { argv, cwd })}\n`)
    const program = binding
      ? `${binding.program.path} sha256:${shortHash(binding.program.sha256)}`
      : 'asks all the same'
    out.write(`  ${paint(out, 'dim', printable(`agent ${agent}, ${program}`))}\n`)
  }
  out.write('Take one back with: openclaw approvals revoke <id>\n')
}

/** `openclaw approvals revoke <id>` */
export async function revokeAlways({ client, terminal, json }: CommandContext, id: string): Promise<void> {
  const grant = await client.request('approvals.revokeAlways', { id })
  if (json) return printJson(terminal, grant)
  terminal.out.write(`Asks again from now on: ${describeInput('exec', grant)}\n`)
}

/** The one that waits. What is allowed without being named is shown first: it may be another one than he has seen. */
async function findOnly(
  { client, terminal }: Pick<CommandContext, 'client' | 'terminal'>,
  { decision }: OwnerAnswer,
): Promise<PendingApproval> {
  const approval = onlyOne((await client.request('approvals.list', undefined)).approvals)
  if (decision === 'deny' || decision === 'answer' || !terminal.interactive) return approval
  printQuestion(terminal.notes, approval)
  const prompt = createInterface({ input: terminal.input, output: terminal.notes })
  const said = await prompt.question('  Allow? [y/N] ').finally(() => prompt.close())
  if (/^y(es)?$/i.test(said.trim())) return approval
  throw new CliError('Nothing was answered. Refuse it with: openclaw approvals deny')
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
    out.write(`  ${describeWaiting(approval)}\n`)
    for (const line of describeBound(approval)) out.write(`  ${line}\n`)
    out.write(`  ${paint(out, 'dim', printable(approval.reason))}\n`)
  }
  const always = pending.some((approval) => approval.canBeAlways) ? ' [--always]' : ''
  out.write(`Answer with: openclaw approvals approve <id>${always}, or openclaw approvals deny <id>\n`)
  if (pending.some((approval) => approval.kind === 'question')) {
    out.write('A question: openclaw approvals answer <id> <choice>\n')
  }
}

const describeWaiting = ({ kind, question, choices, ...asked }: PendingApproval): string =>
  kind === 'question' ? printable(`${question} [${choices.join(' | ')}]`) : describeAsked(asked)
