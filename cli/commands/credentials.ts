import type { Scope } from '#protocol/access/principal.ts'
import type { MethodOutput } from '../client/methods.ts'
import type { CommandContext } from '../context.ts'
import { oneLine, printTable } from '../table.ts'
import { formatAge, formatTime, paint, printJson, type Terminal } from '../terminal.ts'

type Credential = MethodOutput<'tokens.list'>['tokens'][number]

function printCredentials(terminal: Terminal, credentials: readonly Credential[], none: string): void {
  printTable(terminal.out, ['id', 'name', 'may', 'last used', 'ends'], {
    rows: credentials.map(({ id, name, scopes, lastUsedAt, expiresAt }) => [
      id,
      name,
      scopes.join(' '),
      lastUsedAt === null ? 'never' : formatAge(lastUsedAt),
      expiresAt === null ? 'never' : formatTime(expiresAt),
    ]),
    none,
  })
}

/** `openclaw devices list`: the browsers that are signed in. */
export async function listDevices({ client, terminal, json }: CommandContext): Promise<void> {
  const { devices } = await client.request('devices.list', undefined)
  if (json) return printJson(terminal, devices)
  printCredentials(terminal, devices, 'No browser is signed in. Sign one in with: openclaw open')
}

/** `openclaw devices rename <id> <name>` */
export async function renameDevice(
  { client, terminal, json }: CommandContext,
  device: { id: string; name: string },
): Promise<void> {
  await client.request('devices.rename', device)
  if (json) return printJson(terminal, device)
  terminal.out.write(`It is called ${oneLine(device.name)} now.\n`)
}

/** `openclaw devices revoke <id>` */
export async function revokeDevice({ client, terminal, json }: CommandContext, id: string): Promise<void> {
  await client.request('devices.revoke', { id })
  if (json) return printJson(terminal, { id, revoked: true })
  terminal.out.write('That browser is signed out.\n')
}

/** `openclaw tokens list`: the API tokens; their secrets are kept nowhere. */
export async function listTokens({ client, terminal, json }: CommandContext): Promise<void> {
  const { tokens } = await client.request('tokens.list', undefined)
  if (json) return printJson(terminal, tokens)
  printCredentials(
    terminal,
    tokens,
    'There is no API token. Make one with: openclaw tokens create <name> --scope api',
  )
}

/** `openclaw tokens create <name>`: the token alone goes to the output, this once. */
export async function createToken(
  { client, terminal, json }: CommandContext,
  wanted: { name: string; scopes: Scope[]; days: number | undefined },
): Promise<void> {
  const { name, scopes, days } = wanted
  const made = await client.request('tokens.create', {
    name,
    scopes,
    ...(days === undefined ? {} : { expiresInDays: days }),
  })
  if (json) return printJson(terminal, made)
  terminal.out.write(`${made.token}\n`)
  const { notes } = terminal
  notes.write(
    `${paint(notes, 'yellow', '!')} Shown this once. End it with: openclaw tokens revoke ${made.id}\n`,
  )
}

/** `openclaw tokens revoke <id>` */
export async function revokeToken({ client, terminal, json }: CommandContext, id: string): Promise<void> {
  await client.request('tokens.revoke', { id })
  if (json) return printJson(terminal, { id, revoked: true })
  terminal.out.write('That token opens nothing any more.\n')
}
