import type { Db } from '#db/client.ts'
import { findQuestion } from '#db/queries/channels/question.ts'
import type { ChatOrigin } from '#db/queries/inbox.ts'
import { isOwnChannel, isProgramChannel } from '../own-channels.ts'

/**
 * The chat of an app in which a run was asked for, if it was: what becomes of it later is told there, too. A job
 * or a task hands on where it was asked for itself.
 */
export function findOrigin(db: Db, runId: string): ChatOrigin | undefined {
  const asked = findQuestion(db, runId)
  if (!asked || isProgramChannel(asked.channel)) return undefined
  if (isOwnChannel(asked.channel)) return asked.origin ?? undefined
  const { channel, account, chatKind, chatId, threadId, senderId } = asked
  return { channel, account, chatKind, chatId, threadId, senderId }
}
