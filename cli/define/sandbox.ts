import { type Command, Option } from 'commander'
import type { Launch } from '../context.ts'
import { addCommand, addGroup } from './command.ts'

interface Flags {
  json?: boolean
}

/** Adds `sandbox list|build|recreate|shell|explain`. */
export function defineSandbox(program: Command, { connected, local }: Launch): void {
  const sandbox = addGroup(
    program,
    'sandbox',
    "the containers in which other people's conversations run tools",
  )
  const load = () => import('../commands/sandbox.ts')

  addCommand(sandbox, 'list', 'whose containers there are, and what they use').action((flags: Flags) =>
    connected(flags, async (context) => (await load()).listSandboxes(context)),
  )
  addCommand(sandbox, 'build', 'build the image that they are made from; works without a gateway')
    .addOption(
      new Option(
        '--from <source>',
        'where the base comes from: an image registry, or Debian packages (needs root)',
      )
        .choices(['auto', 'registry', 'packages'])
        .default('auto'),
    )
    .option('--socket <path>', "the engine's socket, if it is not Docker's usual one")
    .action((flags: Flags & { from: string; socket?: string }) =>
      local(flags, async (context) =>
        (await load()).buildSandbox(context, { from: flags.from, socket: flags.socket }),
      ),
    )
  addCommand(sandbox, 'recreate [session]', 'remove its container; the next call makes a new one')
    .option('--all', 'those of all conversations')
    .option('--files', 'what is in it, too')
    .action((session: string | undefined, flags: Flags & { all?: boolean; files?: boolean }) =>
      connected(flags, async (context) =>
        (await load()).recreateSandbox(context, {
          session,
          all: flags.all === true,
          files: flags.files === true,
        }),
      ),
    )
  addCommand(sandbox, 'shell <session>', 'open a shell in its container').action(
    (session: string, flags: Flags) =>
      connected(flags, async (context) => (await load()).openShell(context, session)),
  )
  addCommand(sandbox, 'explain <session>', 'where its tools work, why, and what each may do').action(
    (session: string, flags: Flags) =>
      connected(flags, async (context) => (await load()).explainSandbox(context, session)),
  )
}
