import type { Db } from '#db/client.ts'
import { listContacts } from '#db/queries/access/contacts.ts'
import { findQuestion } from '#db/queries/channels/question.ts'
import { findDirectChat, type InboxRow } from '#db/queries/inbox.ts'
import { isOwnChannel } from '../../own-channels.ts'

type Account = Readonly<{ channel: string; account: string }>

/** The direct chat in which the owner is asked about a run, as the last message of the owner there tells it. */
export function findApprover(
  db: Db,
  runId: string,
  deps: {
    isOwner: (sender: Account & { senderId: string }) => boolean
    hasButtons: (at: Account) => boolean
  },
): InboxRow | undefined {
  const asked = findQuestion(db, runId)
  const canAnswer = (row: InboxRow): boolean =>
    row.chatKind === 'direct' && deps.isOwner(row) && deps.hasButtons(row)
  const from = asked?.origin ? findDirectChat(db, asked.origin) : asked
  if (from && canAnswer(from)) return from
  // Whoever asks in the panel or on the command line is asked there; at a job nobody sits.
  if (!asked || (isOwnChannel(asked.channel) && asked.channel !== 'cron')) return undefined
  const chats = listContacts(db)
    .filter(({ kind }) => kind === 'owner')
    .flatMap((contact) => findDirectChat(db, contact) ?? [])
    .filter(canAnswer)
  const isHere = ({ channel, account }: Account): boolean =>
    channel === asked.channel && account === asked.account
  return chats.find(isHere) ?? chats.toSorted((one, other) => other.receivedAt - one.receivedAt)[0]
}
