import { createInterface } from 'node:readline/promises'
import type { Approval, ApprovalDecision } from '#protocol/access/approvals.ts'
import { describeAsked, describeBound } from '#protocol/access/describe-call.ts'
import type { CommandContext } from '../context.ts'
import { paint, printable } from '../terminal.ts'
import type { Transcript } from './transcript.ts'

/** Asks about tool calls, one at a time; the transcript waits while a question is open. */
export interface ApprovalDesk {
  /** Asks the person at the terminal; where there is none, says how to answer. */
  ask(approval: Approval): void
  /** It was answered elsewhere: the question, if open, goes away. */
  settle(approvalId: string): void
}

export function createApprovalDesk(context: CommandContext, transcript: Transcript): ApprovalDesk {
  const { client, terminal } = context
  const { notes } = terminal
  const open = new Map<string, AbortController>()
  let last = Promise.resolve()

  const askNow = async (approval: Approval, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return
    transcript.hold()
    printQuestion(notes, approval)
    const decision = await askDecision({ notes, canBeAlways: approval.canBeAlways, signal })
    if (decision !== undefined) {
      await client
        .request('approvals.resolve', { approvalId: approval.id, decision })
        .catch((error: Error) => notes.write(`  ${printable(error.message)}\n`))
    }
    transcript.release()
  }

  return {
    ask(approval) {
      if (terminal.interactive) {
        const controller = new AbortController()
        open.set(approval.id, controller)
        last = last.then(() => askNow(approval, controller.signal))
        return
      }
      transcript.flush()
      printQuestion(notes, approval)
      notes.write(`  Answer in the panel, or with: openclaw approvals approve ${approval.id} (or deny)\n`)
    },
    settle: (approvalId) => open.get(approvalId)?.abort(),
  }
}

/** All that an answer is about. */
export function printQuestion(
  notes: NodeJS.WritableStream,
  approval: Parameters<typeof describeAsked>[0] & Parameters<typeof describeBound>[0] & { reason: string },
): void {
  notes.write(`${paint(notes, 'yellow', '?')} ${paint(notes, 'bold', describeAsked(approval))}\n`)
  for (const line of describeBound(approval)) notes.write(`  ${line}\n`)
  notes.write(`  ${printable(approval.reason)}\n`)
}

/** Undefined where the question was withdrawn, or the input has ended. */
async function askDecision(options: {
  notes: NodeJS.WritableStream
  canBeAlways: boolean
  signal: AbortSignal
}): Promise<ApprovalDecision | undefined> {
  const { notes, canBeAlways, signal } = options
  const prompt = createInterface({ input: process.stdin, output: notes })
  // In raw mode the terminal hands Ctrl-C to the prompt instead of sending the signal.
  prompt.on('SIGINT', () => process.emit('SIGINT'))
  try {
    const question = canBeAlways ? '  Allow? [y/N/a = always] ' : '  Allow? [y/N] '
    const answer = (await prompt.question(question, { signal })).trim().toLowerCase()
    if (answer === 'y' || answer === 'yes') return 'allow-once'
    return canBeAlways && (answer === 'a' || answer === 'always') ? 'always' : 'deny'
  } catch {
    notes.write('\n')
    return undefined
  } finally {
    prompt.close()
  }
}
