import type { Command } from 'commander'
import { findTool } from '#protocol/tools.ts'
import type { Launch } from '../context.ts'
import { addCommand, addGroup } from './command.ts'

interface ChatFlags {
  readonly session?: string
  readonly agent?: string
  readonly new?: boolean
  readonly attach?: string[]
  readonly json?: boolean
}

/** Adds `chat`, `approvals` and `why`. */
export function defineTalk(program: Command, { connected }: Launch): void {
  addCommand(
    program,
    'chat <text...>',
    'say something and read the answer as it comes; "-" reads it from standard input',
  )
    .option('-s, --session <id>', 'the conversation to say it in (id, key or title); the main one if absent')
    .option(
      '--agent <id>',
      'the assistant to say it to: goes on in the last conversation with it, or begins one',
    )
    .option('--new', 'begin a new conversation')
    .option('-a, --attach <file>', 'a file that comes with it; may be given several times', collect, [])
    .action((words: string[], flags: ChatFlags) =>
      connected(flags, async (context) =>
        (await import('../chat/chat.ts')).chat(context, {
          text: words.join(' '),
          session: flags.session,
          agent: flags.agent,
          isNew: flags.new,
          attach: flags.attach ?? [],
        }),
      ),
    )

  defineApprovals(program, { connected })

  addCommand(
    program,
    'why [subject] [input...]',
    'say why an answer is as it is (the newest one, or that of a message id), or whether a tool call would be allowed',
  )
    .option('-s, --session <id>', 'in this conversation (id, key or title); the main one if absent')
    // Those of the command that is asked about.
    .allowUnknownOption()
    .addHelpText(
      'after',
      '\nExamples:\n  openclaw why\n  openclaw why 1f0c9a52-…\n  openclaw why exec rm -rf build\n  openclaw why write notes/today.md\n  openclaw why read --session telegram:dm:42 secrets.txt',
    )
    .action((subject: string | undefined, input: string[], flags: { session?: string; json?: boolean }) =>
      connected(flags, async (context) => {
        const { session } = flags
        if (subject !== undefined && findTool(subject)) {
          return (await import('../why/why-tool.ts')).whyTool(context, { tool: subject, input, session })
        }
        return (await import('../why/why-answer.ts')).whyAnswer(context, { messageId: subject, session })
      }),
    )
}

const collect = (file: string, files: readonly string[]): string[] => [...files, file]

function defineApprovals(program: Command, { connected }: Pick<Launch, 'connected'>): void {
  const approvals = addGroup(program, 'approvals', 'list what waits for your answer, or answer it')
  const load = () => import('../commands/approvals.ts')

  addCommand(approvals, 'list', 'what waits for an answer').action((flags: { json?: boolean }) =>
    connected(flags, async (context) => (await load()).listApprovals(context)),
  )
  addCommand(approvals, 'approve [id]', 'let it happen; the id may be left out where only one waits')
    .option('--always', 'and do not ask for this exact command again')
    .action((id: string | undefined, flags: { always?: boolean; json?: boolean }) =>
      connected(flags, async (context) =>
        (await load()).answerApproval(context, { id, decision: flags.always ? 'always' : 'allow-once' }),
      ),
    )
  addCommand(approvals, 'deny [id]', 'refuse it; the id may be left out where only one waits').action(
    (id: string | undefined, flags: { json?: boolean }) =>
      connected(flags, async (context) => (await load()).answerApproval(context, { id, decision: 'deny' })),
  )
  addCommand(approvals, 'answer <id> <choice>', 'answer a question with one of its choices').action(
    (id: string, choice: string, flags: { json?: boolean }) =>
      connected(flags, async (context) =>
        (await load()).answerApproval(context, { id, decision: 'answer', choice }),
      ),
  )
  addCommand(approvals, 'always', 'what you allowed for always').action((flags: { json?: boolean }) =>
    connected(flags, async (context) => (await load()).listAlways(context)),
  )
  addCommand(approvals, 'revoke <id>', 'take back what you allowed for always').action(
    (id: string, flags: { json?: boolean }) =>
      connected(flags, async (context) => (await load()).revokeAlways(context, id)),
  )
}
