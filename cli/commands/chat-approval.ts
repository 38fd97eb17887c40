import { createInterface } from 'node:readline/promises'
import type { Approval, ApprovalDecision } from '#protocol/approvals.ts'
import { describeInput } from '../describe.ts'
import type { CommandContext } from '../program.ts'
import { paint, printable } from '../terminal.ts'

/** Asks the person at the terminal; where there is none, says how to answer. Never throws. */
export async function askApproval({ client, terminal }: CommandContext, approval: Approval): Promise<void> {
  const { notes } = terminal
  notes.write(
    `${paint(notes, 'yellow', '?')} ${paint(notes, 'bold', describeInput(approval.tool, approval.input))}\n`,
  )
  notes.write(`  ${printable(approval.reason)}\n`)
  if (!terminal.interactive) {
    notes.write(`  Answer in the panel, or with: openclaw approvals allow|deny ${approval.id}\n`)
    return
  }
  const decision = await askDecision(notes, approval.canBeAlways)
  await client
    .request('approvals.resolve', { approvalId: approval.id, decision })
    .catch((error: Error) => notes.write(`  ${printable(error.message)}\n`))
}

async function askDecision(notes: NodeJS.WritableStream, canBeAlways: boolean): Promise<ApprovalDecision> {
  const prompt = createInterface({ input: process.stdin, output: notes })
  const answer = await prompt.question(canBeAlways ? '  Allow? [y/N/a = always] ' : '  Allow? [y/N] ')
  prompt.close()
  const letter = answer.trim().toLowerCase()
  if (letter === 'y' || letter === 'yes') return 'allow-once'
  return canBeAlways && (letter === 'a' || letter === 'always') ? 'always' : 'deny'
}
