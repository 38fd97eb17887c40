import { Argument, Command } from 'commander'
import packageFile from '../package.json' with { type: 'json' }
import { createLaunch, type LocalContext } from './context.ts'
import { addCommand } from './define/command.ts'
import { defineConfig } from './define/config.ts'
import { defineCredentials } from './define/credentials.ts'
import { defineGateway } from './define/gateway.ts'
import { defineModels } from './define/models.ts'
import { definePeople } from './define/people.ts'
import { defineRecords } from './define/records.ts'
import { defineSandbox } from './define/sandbox.ts'
import { defineSessions } from './define/sessions.ts'
import { defineTalk } from './define/talk.ts'

const NOTES = `
Exit codes: 0 done, 1 failed or found something, 2 the gateway is not running, 130 interrupted.
Environment: OPENCLAW_HOME (default ~/.openclaw), NO_COLOR.
A noun alone lists: "openclaw sessions" is "openclaw sessions list".`

/** The `openclaw` command. What a subcommand needs is loaded when it runs, so that each starts quickly. */
export function createProgram(surroundings: Omit<LocalContext, 'json'>): Command {
  const { terminal } = surroundings
  const launch = createLaunch(surroundings)
  const program = new Command('openclaw')
    .description('Your personal assistant, from the command line.')
    .version(packageFile.version)
    .addHelpText('after', NOTES)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.notes.write(text),
      outputError: () => undefined, // told where every failure is told
    })

  program.commandsGroup('Conversations:')
  defineTalk(program, launch)
  defineSessions(program, launch)

  program.commandsGroup('Who gets in:')
  definePeople(program, launch)
  defineCredentials(program, launch)

  program.commandsGroup('The gateway:')
  addCommand(program, 'status', 'show how the gateway is doing').action((flags: { json?: boolean }) =>
    launch.connected(flags, async (context) => (await import('./commands/status.ts')).status(context)),
  )
  addCommand(program, 'open', 'open the control panel with a fresh one-time link')
    .option('--no-browser', 'only print the link')
    .action((flags: { browser: boolean; json?: boolean }) =>
      launch.connected(flags, async (context) =>
        (await import('./commands/open.ts')).open(context, { browser: flags.browser }),
      ),
    )
  defineGateway(program, launch)
  defineSandbox(program, launch)
  defineModels(program, launch)
  defineConfig(program, launch)

  program.commandsGroup('Upkeep:')
  defineRecords(program, launch)
  program
    .command('completion')
    .description('print a script that completes these commands in your shell')
    .addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: string) => {
      const { completion } = await import('./commands/completion.ts')
      completion(program, shell, terminal)
    })
  return program
}

/** A noun alone means its list. */
export function completeNoun(program: Command, args: readonly string[]): string[] {
  const [noun = '', next] = args
  const group = program.commands.find((command) => command.name() === noun)
  const hasList = group?.commands.some((command) => command.name() === 'list') === true
  const isAlone = next === undefined || (next.startsWith('-') && next !== '--help' && next !== '-h')
  return hasList && isAlone ? [noun, 'list', ...args.slice(1)] : [...args]
}

/** `openclaw sessions`: the longest row of command words in what was typed. */
export function findCommandPath(program: Command, args: readonly string[]): string {
  const child = program.commands.find((command) => command.name() === args[0])
  return child ? `${program.name()} ${findCommandPath(child, args.slice(1))}` : program.name()
}
