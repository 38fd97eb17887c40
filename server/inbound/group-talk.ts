import type { Db } from '#db/client.ts'
import { listUnansweredTalk } from '#db/queries/inbox.ts'
import type { ChatData } from '#protocol/messages.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { NOT_ADDRESSED } from './admit.ts'

/** How much of what the others said comes along when the assistant is addressed. */
const MESSAGES = 20
const CHARACTERS = 4_000
const CHARACTERS_OF_ONE = 500

/** What was said in a group since the assistant was last addressed there: the newest of it, oldest first. */
export function readGroupTalk(tx: Db, message: InboundMessage): ChatData['group-talk']['messages'] {
  if (message.chatKind !== 'group') return []
  const rows = listUnansweredTalk(tx, { ...message, reason: NOT_ADDRESSED, limit: MESSAGES })
  const talk: ChatData['group-talk']['messages'] = []
  let room = CHARACTERS
  for (const { senderName, senderId, text } of rows) {
    const said = text.slice(0, CHARACTERS_OF_ONE).toWellFormed()
    room -= said.length
    if (room < 0) break
    if (said.trim() !== '') talk.unshift({ author: senderName, authorId: senderId, text: said })
  }
  return talk
}
