import { Command } from 'commander'
import packageFile from '../package.json' with { type: 'json' }
import type { GatewayClient } from './client.ts'
import { findGateway, type GatewayAddress } from './home.ts'
import { addSessionCommands } from './session-commands.ts'
import type { Terminal } from './terminal.ts'

/** What a command gets to work with. */
export interface CommandContext {
  readonly client: GatewayClient
  readonly terminal: Terminal
  readonly address: GatewayAddress
  readonly environment: Record<string, string | undefined>
  readonly json: boolean
}

const NOTES = `
Exit codes: 0 done, 1 failed, 2 the gateway is not running, 130 interrupted.
Environment: OPENCLAW_HOME (default ~/.openclaw), NO_COLOR.`

/** The `openclaw` command. What a subcommand needs is loaded when it runs, so that each starts quickly. */
export function createProgram(options: {
  terminal: Terminal
  environment: Record<string, string | undefined>
}): Command {
  const { terminal, environment } = options

  /** Connects, runs, and always hangs up. */
  const connected = async (json: boolean, run: (context: CommandContext) => Promise<void>): Promise<void> => {
    const address = findGateway(environment)
    const { connectGateway } = await import('./client.ts')
    const client = await connectGateway(address)
    try {
      await run({ client, terminal, address, environment, json })
    } finally {
      client.close()
    }
  }

  const program = new Command('openclaw')
    .description('Your personal assistant, from the command line.')
    .version(packageFile.version)
    .addHelpText('after', NOTES)

  program
    .command('status')
    .description('show how the gateway is doing')
    .option('--json', 'print JSON')
    .action((flags: { json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await import('./commands/status.ts')).status(context),
      ),
    )

  program
    .command('chat')
    .description('say something and read the answer as it comes')
    .argument('<text...>', 'the message; "-" reads it from standard input')
    .option('-s, --session <id>', 'the conversation to say it in (id, key or title); the main one if absent')
    .option('--json', 'print each event as one line of JSON')
    .action((words: string[], flags: { session?: string; json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await import('./commands/chat.ts')).chat(context, { text: words.join(' '), session: flags.session }),
      ),
    )

  program
    .command('open')
    .description('open the control panel with a fresh one-time link')
    .option('--no-browser', 'only print the link')
    .option('--json', 'print JSON; opens nothing')
    .action((flags: { browser: boolean; json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await import('./commands/open.ts')).open(context, { browser: flags.browser }),
      ),
    )

  program
    .command('approvals')
    .description('list what waits for your answer, or answer it')
    .argument('[answer]', 'allow, always or deny')
    .argument('[id]', 'which one; may be left out where only one waits')
    .option('--json', 'print JSON')
    .action((answer: string | undefined, id: string | undefined, flags: { json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await import('./commands/approvals.ts')).approvals(context, { answer, id }),
      ),
    )

  addSessionCommands(program, connected)

  program
    .command('backup')
    .description('make a verified backup of the records now')
    .option('--out <file>', 'put a copy there')
    .option('--list', 'show the backups that there are')
    .option('--json', 'print JSON')
    .action((flags: { out?: string; list?: boolean; json?: boolean }) =>
      connected(flags.json === true, async (context) =>
        (await import('./commands/backup.ts')).backup(context, { out: flags.out, list: flags.list === true }),
      ),
    )

  program
    .command('restore')
    .description('put a backup in the place of the records; the gateway must be stopped')
    .argument('<backup>', 'a name from "openclaw backup --list", or a file')
    .option('--json', 'print JSON')
    .action(async (source: string, flags: { json?: boolean }) =>
      (await import('./commands/restore.ts')).restore({
        source,
        json: flags.json === true,
        terminal,
        environment,
      }),
    )

  return program
}
