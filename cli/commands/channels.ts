import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../context.ts'
import { oneLine, printFacts, printTable } from '../table.ts'
import { paint, printJson } from '../terminal.ts'

/** `openclaw channels list`: the chat platforms, how each does and whom it lets in. */
export async function listChannels({ client, terminal, json }: CommandContext): Promise<void> {
  const { channels } = await client.request('channels.list', undefined)
  if (json) return printJson(terminal, channels)
  printTable(terminal.out, ['channel', 'account', 'state', 'strangers'], {
    rows: channels.map(({ name, account, state, dmPolicy }) => [name, account, state, dmPolicy]),
    none: 'No chat platform is connected. Name one in openclaw.json: openclaw config path',
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
  for (const { name, account, state, reason, fix, dmPolicy } of channels) {
    const mark = reason === null ? paint(out, 'green', '●') : paint(out, 'yellow', '●')
    out.write(`${mark} ${paint(out, 'bold', oneLine(name))} (${oneLine(account)}): ${state}\n`)
    printFacts(out, [
      ['strangers', dmPolicy],
      ...(reason === null ? [] : [['reason', oneLine(reason)] as const]),
      ...(fix === null ? [] : [['to do', oneLine(fix)] as const]),
    ])
  }
}
