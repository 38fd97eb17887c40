import type { Db } from '../../client.ts'
import { findInboxRun, type InboxRow } from '../inbox.ts'
import { findRun } from '../runs.ts'

/** The message that a run answers, also where it does an earlier one again; undefined where none began it. */
export function findQuestion(db: Db, runId: string): InboxRow | undefined {
  for (let id: string | null | undefined = runId; id; id = findRun(db, id)?.retryOf) {
    const row = findInboxRun(db, id)
    if (row) return row
  }
  return undefined
}
