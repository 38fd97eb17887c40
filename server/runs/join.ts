import type { Db } from '#db/client.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { listQueuedRuns, mergeRuns, type Run } from '#db/queries/runs.ts'
import { applyChunk } from '#protocol/chat/assemble.ts'
import type { ChatChunk, ChatMessage } from '#protocol/messages.ts'
import type { LiveRun } from './live.ts'

/** Takes waiting messages into a run, inside the given transaction; their own runs end with it. */
type Join = (tx: Db, run: LiveRun) => ChatMessage[]

/**
 * Messages that steer join the run of their session before its next step, in the order in which they
 * came. One that asks for a model, or that is private where the run is not, waits for a run of its own.
 */
export const joinSteering: Join = (tx, run) => {
  const waiting = listQueuedRuns(tx, run.sessionId)
  const firstOther = waiting.findIndex((queued) => queued.mode !== 'steer' || queued.attempts > 0)
  const steering = firstOther < 0 ? waiting : waiting.slice(0, firstOther)
  const joined = mergeMessages(tx, run, steering)
  for (const message of joined) applyChunk(run.message, steeringChunk(message))
  return joined
}

/** Messages that were collected are answered with the first of them, when its run begins. */
export function joinCollected(tx: Db, run: Pick<LiveRun, 'runId' | 'sessionId' | 'message'>): ChatMessage[] {
  const waiting = listQueuedRuns(tx, run.sessionId)
  return mergeMessages(
    tx,
    run,
    waiting.filter((queued) => queued.mode === 'collect' && queued.attempts === 0),
  )
}

function mergeMessages(
  tx: Db,
  run: Pick<LiveRun, 'runId' | 'sessionId' | 'message'>,
  waiting: readonly Run[],
): ChatMessage[] {
  const joining: { runId: string; message: ChatMessage }[] = []
  for (const queued of waiting) {
    const message = findMessage(tx, queued.userMessageId)
    if (!message?.metadata) continue
    if (message.metadata.modelSwitch || isPrivate(message) !== isPrivate(run.message)) break
    message.metadata.joinedRunId = run.runId
    saveMessage(tx, run.sessionId, message)
    joining.push({ runId: queued.id, message })
  }
  mergeRuns(
    tx,
    run.runId,
    joining.map(({ runId }) => runId),
  )
  return joining.map(({ message }) => message)
}

const isPrivate = (message: ChatMessage): boolean => message.metadata?.private === true

/** The message as it stands inside the answer, at the step that took it in. */
export function steeringChunk(message: ChatMessage): Extract<ChatChunk, { type: 'steering-message' }> {
  const parts = message.parts.flatMap((part) =>
    part.type === 'text' ? [{ type: 'text' as const, text: part.text }] : [],
  )
  return { type: 'steering-message', id: message.id, parts }
}
