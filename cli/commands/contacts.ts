import type { CommandContext } from '../context.ts'
import { oneLine, printTable } from '../table.ts'
import { formatTime, paint, printJson } from '../terminal.ts'

/** `openclaw contacts list`: the people and groups that were let in. */
export async function listContacts({ client, terminal, json }: CommandContext): Promise<void> {
  const report = await client.request('contacts.list', undefined)
  if (json) return printJson(terminal, report)
  const { out, notes } = terminal
  printTable(out, ['channel', 'account', 'id', 'as', 'name', 'since'], {
    rows: [
      ...report.contacts.map(({ channel, account, senderId, kind, name, createdAt }) => [
        channel,
        account,
        senderId,
        kind,
        name,
        formatTime(createdAt),
      ]),
      ...report.groups.map(({ channel, account, chatId, name, createdAt }) => [
        channel,
        account,
        chatId,
        'group',
        name,
        formatTime(createdAt),
      ]),
    ],
    none: 'Nobody but you was let in.',
  })
  if (report.contacts.length > 0) {
    notes.write(`${paint(notes, 'dim', 'Shut out with: openclaw contacts revoke <channel> <id>')}\n`)
  }
}

/** `openclaw contacts allow-group|revoke-group <channel> <id>` */
export async function changeGroup(
  { client, terminal, json }: CommandContext,
  group: { channel: string; chatId: string; account: string | undefined; allowed: boolean },
): Promise<void> {
  const { channel, chatId, account, allowed } = group
  const named = { channel, chatId, ...(account ? { account } : {}) }
  if (allowed) await client.request('contacts.allowGroup', named)
  else await client.request('contacts.revokeGroup', named)
  if (json) return printJson(terminal, { ...named, allowed })
  terminal.out.write(
    `The group ${oneLine(chatId)} ${allowed ? 'may be answered' : 'is no longer answered'}.\n`,
  )
}
