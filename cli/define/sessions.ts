import type { Command } from 'commander'
import type { Launch } from '../context.ts'
import { addCommand, addGroup, countUpTo } from './command.ts'

const load = () => import('../commands/sessions.ts')
const parseCount = countUpTo(100)

/** Adds `sessions list|show|search|export|delete`. */
export function defineSessions(program: Command, { connected }: Launch): void {
  const sessions = addGroup(program, 'sessions', 'list, read, search, export or delete conversations')

  addCommand(sessions, 'list', 'the conversations, the last active first')
    .option('--archived', 'those that were put away')
    .action((flags: { archived?: boolean; json?: boolean }) =>
      connected(flags, async (context) =>
        (await load()).listSessions(context, { archived: flags.archived === true }),
      ),
    )

  addCommand(sessions, 'show', 'the last messages of one')
    .argument('<session>', 'id, key or title')
    .option('-n, --limit <count>', 'how many messages', parseCount, 20)
    .action((session: string, flags: { limit: number; json?: boolean }) =>
      connected(flags, async (context) =>
        (await load()).showSession(context, { session, limit: flags.limit }),
      ),
    )

  addCommand(sessions, 'search', 'find messages in all conversations, or in one')
    .argument('<words...>', 'all of them have to be there; the last may be the beginning of a word')
    .option('-s, --session <id>', 'only in this one')
    .option('-n, --limit <count>', 'how many hits', parseCount, 20)
    .action((words: string[], flags: { session?: string; limit: number; json?: boolean }) =>
      connected(flags, async (context) =>
        (await load()).searchSessions(context, {
          query: words.join(' '),
          session: flags.session,
          limit: flags.limit,
        }),
      ),
    )

  addCommand(sessions, 'export', 'write a whole conversation to a file, or to the output')
    .argument('<session>', 'id, key or title')
    .option('--format <format>', 'markdown or json', 'markdown')
    .option('--out <file>', 'a new file')
    .action((session: string, flags: { format: string; out?: string; json?: boolean }) =>
      connected(flags, async (context) =>
        (await load()).exportSession(context, { session, format: flags.format, out: flags.out }),
      ),
    )

  addCommand(sessions, 'delete', 'delete a conversation for good, with what was remembered from it')
    .argument('<session>', 'id, key or title')
    .option('--yes', 'really')
    .action((session: string, flags: { yes?: boolean; json?: boolean }) =>
      connected(flags, async (context) =>
        (await load()).deleteSession(context, { session, yes: flags.yes === true }),
      ),
    )
}
