import type { Command } from 'commander'
import type { Scope } from '#protocol/access/principal.ts'
import type { Launch } from '../context.ts'
import { addCommand, addGroup, countUpTo, scopeOption } from './command.ts'

interface Flags {
  json?: boolean
}

const MOST_ENTRIES = 500
const MOST_DAYS = 3650

/** Adds `devices`, `tokens` and `audit`. */
export function defineCredentials(program: Command, { connected }: Launch): void {
  const load = () => import('../commands/credentials.ts')

  const devices = addGroup(program, 'devices', 'the browsers that are signed in')
  addCommand(devices, 'list', 'which ones, and what they may').action((flags: Flags) =>
    connected(flags, async (context) => (await load()).listDevices(context)),
  )
  addCommand(devices, 'rename <id> <name>', 'call one by another name').action(
    (id: string, name: string, flags: Flags) =>
      connected(flags, async (context) => (await load()).renameDevice(context, { id, name })),
  )
  addCommand(devices, 'revoke <id>', 'sign one out, at once').action((id: string, flags: Flags) =>
    connected(flags, async (context) => (await load()).revokeDevice(context, id)),
  )

  const tokens = addGroup(program, 'tokens', 'API tokens for your own programs')
  addCommand(tokens, 'list', 'which ones, and what they may').action((flags: Flags) =>
    connected(flags, async (context) => (await load()).listTokens(context)),
  )
  addCommand(tokens, 'create <name>', 'make one; it is shown this once')
    .addOption(scopeOption('what it may').makeOptionMandatory())
    .option('--days <count>', 'ends after so many days; never if left out', countUpTo(MOST_DAYS))
    .action((name: string, flags: Flags & { scope: Scope[]; days?: number }) =>
      connected(flags, async (context) =>
        (await load()).createToken(context, {
          name,
          scopes: flags.scope,
          days: flags.days,
        }),
      ),
    )
  addCommand(tokens, 'revoke <id>', 'end one, at once').action((id: string, flags: Flags) =>
    connected(flags, async (context) => (await load()).revokeToken(context, id)),
  )

  addCommand(program, 'audit', 'who decided what, the newest first')
    .option('-n, --limit <count>', 'how many decisions', countUpTo(MOST_ENTRIES), 50)
    .option('--action <name>', 'only these, as "pairing.approve"')
    .option('--actor <id>', 'only those of one credential')
    .action((flags: Flags & { limit: number; action?: string; actor?: string }) =>
      connected(flags, async (context) =>
        (await import('../commands/audit.ts')).audit(context, {
          limit: flags.limit,
          action: flags.action,
          actor: flags.actor,
        }),
      ),
    )
}
