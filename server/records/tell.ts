import type { Db } from '#db/client.ts'
import { findInboxEvent, findInboxRun } from '#db/queries/inbox.ts'
import { AppError } from '#protocol/errors.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { SESSION_CHANNEL } from '../own-channels.ts'
import type { SessionsFeature } from '../sessions/contract.ts'
import { findOrigin } from './origin.ts'

/** For whom a task is passed on. */
interface Teller {
  readonly sessionId: string
  readonly tainted: boolean
  readonly runId?: string | undefined
  readonly toolCallId?: string | undefined
}

export type Tell = (
  task: { sessionId?: string | undefined; title?: string | undefined; text: string },
  from: Teller,
) => Promise<{ sessionId: string; runId: string }>

const TITLE_LIMIT = 60

/**
 * Gives a task to another conversation of the owner, as a message of the channel `session`: it gets a run of
 * its own, with the taint of who asked, and its answer comes back as a row of the outbox. One call is one
 * message, however often it is made. Who works at such a task can not pass on another.
 */
export function createTell(deps: {
  db: Db
  sessions: Pick<SessionsFeature, 'get' | 'create'>
  /** Resolves when the message is stored. */
  submit: (message: InboundMessage) => Promise<void>
}): Tell {
  const { db, sessions } = deps
  return async ({ sessionId, title, text }, { runId = '', toolCallId = '', ...from }) => {
    if (findInboxRun(db, runId)?.channel === SESSION_CHANNEL) {
      throw new AppError(
        'bad_request',
        'This task came from another conversation: do it here, pass nothing on.',
      )
    }
    if (sessionId === from.sessionId) {
      throw new AppError('bad_request', 'That is this very conversation. Do it here.')
    }
    const eventId = `${runId} ${toolCallId}`
    const names = { channel: SESSION_CHANNEL, account: 'default', eventId }
    const earlier = findInboxEvent(db, names)
    const target = sessionId ?? earlier?.chatId
    const session =
      target === undefined
        ? sessions.create({
            title: title ?? text.slice(0, TITLE_LIMIT),
            channel: 'web',
            beside: from.sessionId,
          })
        : sessions.get(target)
    if (!session.trusted) {
      throw new AppError('policy_denied', 'That conversation is with other people. Only your own take tasks.')
    }
    if (!earlier) {
      const origin = findOrigin(db, runId)
      await deps.submit({
        ...names,
        messageId: eventId,
        chatId: session.id,
        chatKind: 'direct',
        senderId: from.sessionId,
        senderName: '',
        text,
        mode: 'follow-up',
        ...(from.tainted ? { tainted: true } : {}),
        ...(origin ? { origin } : {}),
      })
    }
    return { sessionId: session.id, runId: findInboxEvent(db, names)?.runId ?? '' }
  }
}
