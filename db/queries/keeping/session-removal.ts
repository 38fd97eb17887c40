import { and, count, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { approvals } from '../../schema/approvals.ts'
import { inbox, outbox } from '../../schema/inbox.ts'
import { memories } from '../../schema/memories.ts'
import { messages } from '../../schema/messages.ts'
import { runSteps, runs } from '../../schema/runs.ts'
import { sessions } from '../../schema/sessions.ts'

/**
 * Removes a session with all that was said, done and remembered in it, also what still waited to be
 * sent. Of what came in only the dedupe keys stay, so that a repeat starts nothing; what had no answer
 * yet ends as silent. Counts what went; a session that is gone already counts nothing. Belongs into a
 * transaction (`at`: its time, Unix milliseconds); no run may work there.
 */
export function deleteSession(
  db: Db,
  gone: { sessionId: string; at: number },
): { messages: number; memories: number } {
  const { sessionId } = gone
  const said = db.select({ total: count() }).from(messages).where(eq(messages.sessionId, sessionId)).get()
  const ofSession = db.select({ id: runs.id }).from(runs).where(eq(runs.sessionId, sessionId))
  const isOpen = sql`${inbox.state} in ('received', 'running')`
  db.update(inbox)
    .set({
      text: '',
      senderName: '',
      state: sql`case when ${isOpen} then 'silent' else ${inbox.state} end`,
      reason: sql`case when ${isOpen} then 'session-deleted' else ${inbox.reason} end`,
      settledAt: sql`coalesce(${inbox.settledAt}, ${gone.at})`,
    })
    .where(inArray(inbox.runId, ofSession))
    .run()
  db.delete(outbox).where(inArray(outbox.runId, ofSession)).run()
  const asked = db
    .select({ runId: sql<string>`'approval:' || ${approvals.id}` })
    .from(approvals)
    .where(eq(approvals.sessionId, sessionId))
  db.delete(outbox).where(inArray(outbox.runId, asked)).run()
  const remembered = db.delete(memories).where(eq(memories.sessionId, sessionId)).run()
  db.delete(sessions).where(eq(sessions.id, sessionId)).run()
  return { messages: said?.total ?? 0, memories: remembered.changes }
}

/**
 * What the tools of a session gave, as JSON, where it holds this text: read it before `deleteSession`,
 * which removes it.
 */
export function listOutputsHolding(db: Db, sessionId: string, text: string): string[] {
  return db
    .select({ output: sql<string>`${runSteps.output}` })
    .from(runSteps)
    .innerJoin(runs, eq(runs.id, runSteps.runId))
    .where(and(eq(runs.sessionId, sessionId), sql`instr(${runSteps.output}, ${text}) > 0`))
    .all()
    .map(({ output }) => output)
}
