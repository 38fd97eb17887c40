import { sql } from 'drizzle-orm'
import type { ErrorShape } from '#protocol/errors.ts'
import type { Db } from '../../client.ts'

const TEXT_LIMIT = 300

/** An answer that ended badly, where it stands. */
export interface FailedAnswer {
  readonly runId: string
  readonly sessionId: string
  readonly messageId: string
  readonly key: string
  readonly title: string
  readonly status: 'failed' | 'interrupted'
  readonly error: ErrorShape | null
  /** The beginning of the message that it was to answer. */
  readonly text: string
  /** Unix milliseconds. */
  readonly endedAt: number
}

/**
 * Answers that failed or were interrupted since `since` (Unix milliseconds), that were not seen in their session and
 * not asked for again; the newest first.
 */
export function listFailedAnswers(
  db: Db,
  { since, limit }: { since: number; limit: number },
): FailedAnswer[] {
  const rows = db.all<Omit<FailedAnswer, 'error'> & { error: string | null }>(sql`
    select r.id as runId, r.session_id as sessionId, r.message_id as messageId, s.key, s.title, r.status, r.error,
      r.ended_at as endedAt,
      substr(coalesce((select group_concat(json_extract(part.value, '$.text'), ' ') from json_each(asked.parts) part
        where json_extract(part.value, '$.type') = 'text'), ''), 1, ${TEXT_LIMIT}) as text
    from runs r
      join sessions s on s.id = r.session_id
      join messages answer on answer.id = r.message_id
      left join messages asked on asked.id = r.user_message_id
    where r.status in ('failed', 'interrupted') and r.ended_at >= ${since}
      and r.merged_into is null and answer.position > s.read_position
      and not exists (select 1 from runs again where again.session_id = r.session_id and again.retry_of = r.id)
    order by r.ended_at desc, r.rowid desc limit ${limit}`)
  return rows.map(({ error, ...row }) => ({
    ...row,
    error: error === null ? null : (JSON.parse(error) as ErrorShape),
  }))
}
