import type { Db } from '#db/client.ts'
import { createPreview, findPreview } from '#db/queries/channels/previews.ts'
import { findQuestion } from '#db/queries/channels/question.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Channel } from '../../channels/channel.ts'
import type { Clock } from '../../clock.ts'
import type { Events, TopicEvent } from '../../events.ts'
import type { Log } from '../../log.ts'
import { startTalk, type Talk, type TalkPlace } from './talk.ts'

export interface LiveAnswers {
  /** Shows no more of a run, and gives the message that shows it, which the answer is to replace. */
  close(runId: string): Promise<string | undefined>
  stop(): Promise<void>
}

/** Telegram's drafts have numbers of 32 bits. */
const MOST_DRAFTS = 2 ** 31 - 1

/**
 * Shows answers in the making in the chats that wait for them, where the platform can: as a draft, or as a
 * message that is edited. All of it may be lost; the answer itself goes through the outbox.
 */
export function startLiveAnswers(deps: {
  db: Db
  clock: Clock
  events: Events
  findChannel: (name: string, account: string) => Channel | undefined
  /** The text of the answer that is being made in a session. */
  answerText: (sessionId: string) => string
  log: Pick<Log, 'warn'>
}): LiveAnswers {
  const { db, clock, events, findChannel, log } = deps
  const talks = new Map<string, Talk>()
  let drafts = clock.now() % MOST_DRAFTS

  const report = (cause: unknown): void =>
    log.warn('An answer in the making can not be shown', { error: toAppError(cause) })

  function findPlace(runId: string): TalkPlace | undefined {
    const row = findQuestion(db, runId)
    const channel = row && findChannel(row.channel, row.account)
    if (!row || !channel) return undefined
    const { typing, drafts: hasDrafts, edit } = channel.capabilities
    if (!typing && !hasDrafts && !edit) return undefined
    const { chatId, threadId } = row
    const place = { chatId, ...(threadId === null ? {} : { threadId }) }
    return { channel, place, isDirect: row.chatKind === 'direct' }
  }

  function begin(runId: string, sessionId: string): void {
    talks.get(runId)?.wake()
    const at = talks.has(runId) ? undefined : findPlace(runId)
    if (!at) return
    drafts = (drafts % MOST_DRAFTS) + 1
    const talk = startTalk(at, {
      clock,
      draftId: drafts,
      messageId: findPreview(db, runId),
      text: () => deps.answerText(sessionId),
      remember: (messageId) => createPreview(db, { runId, messageId, createdAt: clock.now() }),
      failed: report,
    })
    talks.set(runId, talk)
  }

  async function end(runId: string): Promise<void> {
    await talks.get(runId)?.close()
    talks.delete(runId)
  }

  function hear(event: TopicEvent): void {
    if (event.type === 'chunk') talks.get(event.runId)?.wake()
    if (event.type === 'run-wait') talks.get(event.runId)?.rest()
    if (event.type === 'run-change' && event.status === 'running') talks.get(event.runId)?.wake()
    if (event.type === 'run-end') void end(event.runId)
  }

  const unsubscribe = events.subscribe((topic, event) => {
    try {
      if (event.type === 'run-start') begin(event.runId, topic.slice('session:'.length))
      else hear(event)
    } catch (cause) {
      report(cause)
    }
  })

  return {
    async close(runId) {
      await end(runId)
      return findPreview(db, runId)
    },
    async stop() {
      unsubscribe()
      await Promise.all([...talks.keys()].map(end))
    },
  }
}
