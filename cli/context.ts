import type { GatewayClient } from './client/client.ts'
import type { GatewayAddress } from './home.ts'
import type { Terminal } from './terminal.ts'

/** What a command gets to work with that needs no gateway. */
export interface LocalContext {
  readonly terminal: Terminal
  readonly environment: Record<string, string | undefined>
  readonly json: boolean
}

/** What a command gets to work with that talks to the gateway. */
export interface CommandContext extends LocalContext {
  readonly client: GatewayClient
  readonly address: GatewayAddress
}

interface Flags {
  readonly json?: boolean
}

/** How a command is run, once its words are understood. */
export interface Launch {
  /** Connects, runs, and always hangs up. */
  connected(flags: Flags, run: (context: CommandContext) => Promise<void>): Promise<void>
  /** Runs whether or not a gateway does. */
  local(flags: Flags, run: (context: LocalContext) => Promise<void>): Promise<void>
}

export function createLaunch(surroundings: Omit<LocalContext, 'json'>): Launch {
  return {
    async connected(flags, run) {
      const { connectHome } = await import('./client/connect.ts')
      await connectHome({ ...surroundings, json: flags.json === true }, run)
    },
    local: (flags, run) => run({ ...surroundings, json: flags.json === true }),
  }
}
