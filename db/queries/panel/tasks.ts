import { eq } from 'drizzle-orm'
import { AppError } from '#protocol/errors.ts'
import type { TaskState } from '#protocol/sessions.ts'
import type { Db } from '../../client.ts'
import { messages } from '../../schema/messages.ts'
import { runs } from '../../schema/runs.ts'
import { sessions } from '../../schema/sessions.ts'

/** Most characters of an answer that are told. */
const TEXT_LIMIT = 600

/** How the answer to a message stands that was given to a conversation as a task. Throws `not_found`. */
export function getTask(db: Db, runId: string): TaskState {
  const found = db
    .select({ run: runs, key: sessions.key, title: sessions.title })
    .from(runs)
    .innerJoin(sessions, eq(sessions.id, runs.sessionId))
    .where(eq(runs.id, runId))
    .get()
  if (!found)
    throw new AppError('not_found', 'There is no such task. Its conversation may have been deleted.')
  const { run, key, title } = found
  // A message that joined another one is answered with it.
  if (run.mergedInto !== null) return { ...getTask(db, run.mergedInto), runId }
  const answer = db
    .select({ parts: messages.parts })
    .from(messages)
    .where(eq(messages.id, run.messageId))
    .get()
  const text = (answer?.parts ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n')
  return {
    runId,
    sessionId: run.sessionId,
    key,
    title,
    state: stateOf(run.status),
    messageId: answer ? run.messageId : null,
    text: text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text,
  }
}

const stateOf = (status: typeof runs.$inferSelect.status): TaskState['state'] =>
  status === 'merged' || status === 'command' ? 'running' : status
