import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import type { Scope } from '#protocol/access/principal.ts'
import type { Launch } from '../context.ts'
import { addCommand, addGroup, scopeOption } from './command.ts'

interface Flags {
  json?: boolean
  account?: string
}

const ACCOUNT = ['--account <name>', 'which account of the platform; "default" if left out'] as const
/** The chat apps that there are. */
const CHAT_APPS: readonly string[] = ['telegram']

/** Adds `pairing`, `contacts` and `channels`. */
export function definePeople(program: Command, { connected }: Launch): void {
  definePairing(program, { connected })
  defineContacts(program, { connected })
  defineChannels(program, { connected })
}

function defineChannels(program: Command, { connected }: Pick<Launch, 'connected'>): void {
  const channels = addGroup(program, 'channels', 'the chat platforms')
  const load = () => import('../commands/channels.ts')

  addCommand(channels, 'list', 'which ones, and whom they let in').action((flags: Flags) =>
    connected(flags, async (context) => (await load()).listChannels(context)),
  )
  addCommand(
    channels,
    'status [channel]',
    'what is wrong and what to do; exit code 1 where something is',
  ).action((channel: string | undefined, flags: Flags) =>
    connected(flags, async (context) => (await load()).showChannels(context, channel)),
  )
  addCommand(
    channels,
    'add',
    'connect a bot, as of telegram; its token is asked for, or read from standard input',
  )
    .addArgument(new Argument('<channel>').argParser(readChatApp))
    .option(...ACCOUNT)
    .addOption(new Option('--token [token]').hideHelp())
    .allowExcessArguments()
    .action(async (channel: string, flags: Flags & { token?: unknown }, command: Command) => {
      if (flags.token !== undefined || command.args.length > 1) (await load()).refuseSecretWord()
      await connected(flags, async (context) =>
        (await load()).addChannel(context, withAccount(channel, flags)),
      )
    })
  addCommand(channels, 'remove <channel>', 'disconnect a bot and forget its token')
    .option(...ACCOUNT)
    .action((channel: string, flags: Flags) =>
      connected(flags, async (context) => (await load()).removeChannel(context, withAccount(channel, flags))),
    )
}

/** Refused before a token is asked for. */
function readChatApp(name: string): string {
  if (CHAT_APPS.includes(name)) return name
  throw new InvalidArgumentError(`OpenClaw can connect to ${CHAT_APPS.join(', ')} only.`)
}

const withAccount = (channel: string, { account }: Flags): { channel: string; account?: string } =>
  account === undefined ? { channel } : { channel, account }

function definePairing(program: Command, { connected }: Pick<Launch, 'connected'>): void {
  const pairing = addGroup(program, 'pairing', 'let people and browsers in, or out')
  const load = () => import('../commands/pairing.ts')

  addCommand(pairing, 'list', 'who waits').action((flags: Flags) =>
    connected(flags, async (context) => (await load()).listPairing(context)),
  )
  addCommand(
    pairing,
    'approve <channel> <code>',
    'let in who shows this code; the channel of a browser is "browser"',
  )
    .option(...ACCOUNT)
    .addOption(
      new Option(
        '--as <who>',
        'a guest (own conversation, no tools on this machine), or you yourself',
      ).choices(['guest', 'owner']),
    )
    .addOption(scopeOption('what a browser may'))
    .action((channel: string, code: string, flags: Flags & { as?: 'guest' | 'owner'; scope?: Scope[] }) =>
      connected(flags, async (context) =>
        (await load()).approvePairing(context, {
          channel,
          code,
          account: flags.account,
          as: flags.as,
          scopes: flags.scope,
        }),
      ),
    )
  addCommand(pairing, 'reject <channel> [code]', 'turn away who shows this code')
    .option(...ACCOUNT)
    .option('--all', 'everybody who waits there')
    .action((channel: string, code: string | undefined, flags: Flags & { all?: boolean }) =>
      connected(flags, async (context) =>
        (await load()).rejectPairing(context, {
          channel,
          code,
          account: flags.account,
          all: flags.all === true,
        }),
      ),
    )
  defineRevoke(pairing, { connected })
}

function defineContacts(program: Command, { connected }: Pick<Launch, 'connected'>): void {
  const contacts = addGroup(program, 'contacts', 'people and groups that were let in')
  const load = () => import('../commands/contacts.ts')

  addCommand(contacts, 'list', 'who they are').action((flags: Flags) =>
    connected(flags, async (context) => (await load()).listContacts(context)),
  )
  defineRevoke(contacts, { connected })
  for (const allowed of [true, false]) {
    addCommand(
      contacts,
      `${allowed ? 'allow' : 'revoke'}-group <channel> <id>`,
      allowed ? 'let the assistant answer in a group' : 'no longer answer in a group',
    )
      .option(...ACCOUNT)
      .action((channel: string, chatId: string, flags: Flags) =>
        connected(flags, async (context) =>
          (await load()).changeGroup(context, { channel, chatId, account: flags.account, allowed }),
        ),
      )
  }
}

function defineRevoke(parent: Command, { connected }: Pick<Launch, 'connected'>): void {
  addCommand(
    parent,
    'revoke <channel> <id>',
    "shut out again, at once: a person by the platform's id, a browser by its device id",
  )
    .option(...ACCOUNT)
    .action((channel: string, id: string, flags: Flags) =>
      connected(flags, async (context) =>
        (await import('../commands/pairing.ts')).revokeAccess(context, {
          channel,
          id,
          account: flags.account,
        }),
      ),
    )
}
