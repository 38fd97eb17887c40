import type { Scope } from '#protocol/access/principal.ts'
import { CliError } from '../cli-error.ts'
import type { MethodOutput } from '../client/methods.ts'
import type { CommandContext } from '../context.ts'
import { oneLine, printTable } from '../table.ts'
import { formatAge, paint, printJson } from '../terminal.ts'

type Request = MethodOutput<'pairing.list'>['requests'][number]

/** `openclaw pairing list`: who waits to be let in. */
export async function listPairing({ client, terminal, json }: CommandContext): Promise<void> {
  const queue = await client.request('pairing.list', undefined)
  if (json) return printJson(terminal, queue)
  const { out, notes } = terminal
  printTable(out, ['channel', 'account', 'code', 'ends', 'name', 'id', 'look out'], {
    rows: queue.requests.map((request) => [
      request.channel,
      request.account,
      request.code,
      formatAge(request.expiresAt),
      request.name,
      request.senderId ?? '',
      describeWarning(request),
    ]),
    none: 'Nobody waits.',
  })
  for (const { channel, account } of queue.full) {
    notes.write(
      `${paint(notes, 'yellow', '!')} ${oneLine(channel)} (${oneLine(account)}) is full: who else writes is not noticed. ` +
        `Make room with: openclaw pairing reject ${oneLine(channel)} --all\n`,
    )
  }
  if (queue.requests.length > 0) {
    notes.write(
      `${paint(notes, 'dim', 'Let in with: openclaw pairing approve <channel> <code> [--as owner]')}\n`,
    )
  }
}

function describeWarning({ warning, lookAlike }: Request): string {
  if (warning === 'look-alike') return `looks like ${lookAlike ?? 'somebody you know'}`
  return warning === 'hidden-characters' ? 'hides characters in the name' : ''
}

/** `openclaw pairing approve <channel> <code>` */
export async function approvePairing(
  { client, terminal, json }: CommandContext,
  request: {
    channel: string
    code: string
    account: string | undefined
    as: 'guest' | 'owner' | undefined
    scopes: Scope[] | undefined
  },
): Promise<void> {
  const { channel, code, account, as, scopes } = request
  const done = await client.request('pairing.approve', {
    channel,
    code,
    ...(account === undefined ? {} : { account }),
    ...(as === undefined ? {} : { as }),
    ...(scopes === undefined ? {} : { scopes }),
  })
  if (json) return printJson(terminal, done)
  const what = done.kind === 'browser' ? 'is signed in' : `is let in as ${done.as ?? 'guest'}`
  terminal.out.write(`${oneLine(done.name || done.channel)} ${what}.\n`)
  const undo = done.kind === 'browser' ? 'openclaw devices' : 'openclaw contacts'
  terminal.notes.write(`${paint(terminal.notes, 'dim', `See and undo with: ${undo}`)}\n`)
}

/** `openclaw pairing reject <channel> <code>`, or `--all` of a channel. */
export async function rejectPairing(
  { client, terminal, json }: CommandContext,
  request: { channel: string; code: string | undefined; account: string | undefined; all: boolean },
): Promise<void> {
  const { channel, code, account, all } = request
  if (all) {
    const done = await client.request('pairing.rejectAll', { channel, ...(account ? { account } : {}) })
    if (json) return printJson(terminal, done)
    terminal.out.write(`Rejected: ${done.rejected}.\n`)
    return
  }
  if (code === undefined) {
    throw new CliError(`Name the code, or reject everybody: openclaw pairing reject ${channel} --all`)
  }
  const { requests } = await client.request('pairing.list', undefined)
  const found = requests.find(
    (candidate) =>
      candidate.channel === channel &&
      candidate.code === code &&
      (account ?? candidate.account) === candidate.account,
  )
  if (!found)
    throw new CliError(`Nobody waits on ${channel} with the code ${code}. See: openclaw pairing list`)
  await client.request('pairing.reject', { pairingId: found.pairingId })
  if (json) return printJson(terminal, { pairingId: found.pairingId })
  terminal.out.write(`Rejected: ${oneLine(found.name || found.code)}.\n`)
}

/** `openclaw pairing revoke <channel> <id>`: a person by the platform's id, a browser by its device id. */
export async function revokeAccess(
  { client, terminal, json }: CommandContext,
  who: { channel: string; id: string; account: string | undefined },
): Promise<void> {
  const { channel, id, account } = who
  if (channel === 'browser') await client.request('devices.revoke', { id })
  const { stillLetIn } =
    channel === 'browser'
      ? { stillLetIn: null }
      : await client.request('contacts.revoke', { channel, senderId: id, ...(account ? { account } : {}) })
  if (json) return printJson(terminal, { channel, id, revoked: true, stillLetIn })
  const { out, notes } = terminal
  out.write(`${oneLine(id)} is out.\n`)
  if (stillLetIn !== null) {
    const setting = oneLine(stillLetIn)
    notes.write(
      `${paint(notes, 'yellow', '!')} ${setting} still lets them in. See: openclaw config get ${setting}\n`,
    )
  }
}
