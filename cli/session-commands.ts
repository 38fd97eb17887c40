import { type Command, InvalidArgumentError } from 'commander'
import type { CommandContext } from './program.ts'

type Connected = (json: boolean, run: (context: CommandContext) => Promise<void>) => Promise<void>

const load = () => import('./commands/sessions.ts')

function parseCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= 100) return count
  throw new InvalidArgumentError('Use a whole number from 1 to 100.')
}

/** Adds `openclaw sessions list|show|search|export|delete`. */
export function addSessionCommands(program: Command, connected: Connected): void {
  const sessions = program
    .command('sessions')
    .description('list, read, search, export or delete conversations')

  sessions
    .command('list', { isDefault: true })
    .description('the conversations, the last active first')
    .option('--archived', 'those that were put away')
    .option('--json', 'print JSON')
    .action((flags: { archived?: boolean; json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await load()).listSessions(context, { archived: flags.archived === true }),
      ),
    )

  sessions
    .command('show')
    .description('the last messages of one')
    .argument('<session>', 'id, key or title')
    .option('-n, --limit <count>', 'how many messages', parseCount, 20)
    .option('--json', 'print JSON')
    .action((session: string, flags: { limit: number; json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await load()).showSession(context, { session, limit: flags.limit }),
      ),
    )

  sessions
    .command('search')
    .description('find messages in all conversations, or in one')
    .argument('<words...>', 'all of them have to be there; the last may be the beginning of a word')
    .option('-s, --session <id>', 'only in this one')
    .option('-n, --limit <count>', 'how many hits', parseCount, 20)
    .option('--json', 'print JSON')
    .action((words: string[], flags: { session?: string; limit: number; json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await load()).searchSessions(context, {
          query: words.join(' '),
          session: flags.session,
          limit: flags.limit,
        }),
      ),
    )

  sessions
    .command('export')
    .description('write a whole conversation to a file, or to the output')
    .argument('<session>', 'id, key or title')
    .option('--format <format>', 'markdown or json', 'markdown')
    .option('--out <file>', 'a new file')
    .option('--json', 'print what was written as JSON')
    .action((session: string, flags: { format: string; out?: string; json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await load()).exportSession(context, { session, format: flags.format, out: flags.out }),
      ),
    )

  sessions
    .command('delete')
    .description('delete a conversation for good, with what was remembered from it')
    .argument('<session>', 'id, key or title')
    .option('--yes', 'really')
    .option('--json', 'print JSON')
    .action((session: string, flags: { yes?: boolean; json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await load()).deleteSession(context, { session, yes: flags.yes === true }),
      ),
    )
}
