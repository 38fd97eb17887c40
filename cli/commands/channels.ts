import { CliError } from '../cli-error.ts'
import type { MethodOutput } from '../client/methods.ts'
import type { CommandContext } from '../context.ts'
import { readSecret } from '../secret-input.ts'
import { oneLine, printFacts, printTable } from '../table.ts'
import { formatAge, formatTime, paint, printJson, type Terminal } from '../terminal.ts'

type Channel = MethodOutput<'channels.list'>['channels'][number]
type ChannelAccount = Readonly<{ channel: string; account?: string }>

/** `openclaw channels list`: the chat platforms, how each does and whom it lets in. */
export async function listChannels({ client, terminal, json }: CommandContext): Promise<void> {
  const { channels } = await client.request('channels.list', undefined)
  if (json) return printJson(terminal, channels)
  printTable(terminal.out, ['channel', 'account', 'state', 'strangers'], {
    rows: channels.map(({ name, account, state, dmPolicy }) => [name, account, state, dmPolicy]),
    none: 'No chat platform is connected. Connect a bot with: openclaw channels add telegram',
  })
}

/** `openclaw channels status [channel]`: what is wrong and what to do; exit code 1 where something is. */
export async function showChannels(
  { client, terminal, json }: CommandContext,
  wanted: string | undefined,
): Promise<void> {
  const { channels: all } = await client.request('channels.list', undefined)
  const channels = all.filter(({ name }) => wanted === undefined || name === wanted)
  if (wanted !== undefined && channels.length === 0) {
    throw new CliError(`There is no channel ${wanted}. See: openclaw channels list`)
  }
  if (channels.some(({ reason }) => reason !== null)) process.exitCode = 1
  if (json) return printJson(terminal, channels)
  const { out } = terminal
  if (channels.length === 0) out.write('No chat platform is connected.\n')
  for (const channel of channels) printChannel(out, channel)
}

/** `openclaw channels add <channel>`: exit code 1 where the bot is known, but something is wrong. */
export async function addChannel(
  { client, terminal, json }: CommandContext,
  account: ChannelAccount,
): Promise<void> {
  const token = await readSecret(terminal, `Bot token for ${account.channel} (it is not shown): `)
  const added = await client.request('channels.add', { ...account, token })
  if (added.reason !== null) process.exitCode = 1
  if (json) return printJson(terminal, added)
  printChannel(terminal.out, added)
  terminal.notes.write(`Write to ${oneLine(added.bot)}, then let yourself in: openclaw pairing list\n`)
}

/** `openclaw channels remove <channel>` */
export async function removeChannel(
  { client, terminal, json }: CommandContext,
  account: ChannelAccount,
): Promise<void> {
  await client.request('channels.remove', account)
  if (json) return printJson(terminal, { ...account, removed: true })
  terminal.out.write('It is disconnected, and its token is forgotten.\n')
}

/** A secret that was typed as a word of the command is not used: by then it should be changed. */
export function refuseSecretWord(): never {
  throw new CliError(
    'A token is never an argument: it would stand in the history of your shell and in the list of processes. ' +
      'Leave it out and it is asked for, or send it to standard input. The one that you typed is best changed.',
  )
}

function printChannel(out: Terminal['out'], channel: Channel): void {
  const { name, account, state, reason, fix, dmPolicy, heardAt, missed } = channel
  const mark = reason === null ? paint(out, 'green', '●') : paint(out, 'yellow', '●')
  out.write(`${mark} ${paint(out, 'bold', oneLine(name))} (${oneLine(account)}): ${state}\n`)
  printFacts(out, [
    ['strangers', dmPolicy],
    ...(heardAt === null ? [] : [['last heard of', formatAge(heardAt)] as const]),
    ...(missed === null ? [] : [['may be missing', describeMissed(missed)] as const]),
    ...(reason === null ? [] : [['reason', oneLine(reason)] as const]),
    ...(fix === null ? [] : [['to do', oneLine(fix)] as const]),
    ...(state === 'degraded' && fix === null
      ? [['to do', 'nothing: it is tried again by itself'] as const]
      : []),
  ])
}

const describeMissed = ({ from, until }: NonNullable<Channel['missed']>): string =>
  `what was written from ${formatTime(from)} to ${formatTime(until)}: it was away for longer than messages are kept`
