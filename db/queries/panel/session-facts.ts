import { eq, sql } from 'drizzle-orm'
import type { Db } from '../../client.ts'
import { given, prepared } from '../../prepared.ts'
import { sessions } from '../../schema/sessions.ts'

export interface SessionFacts {
  /** Finished answers behind the last message that was seen. */
  readonly unread: number
  /** Tokens of the last model call, prompt and answer together, and its model; null before the first. */
  readonly tokens: number | null
  readonly model: string | null
}

/** What lists show of a session beside its own row. */
export function findSessionFacts(db: Db, sessionId: string): SessionFacts {
  return factsOf(db).get({ sessionId }) ?? { unread: 0, tokens: null, model: null }
}

const factsOf = prepared((db) =>
  db
    .select({
      unread: sql<number>`(
        select count(*) from messages m
        where m.session_id = sessions.id and m.position > sessions.read_position and m.role = 'assistant' and m.aside is null
          and coalesce(json_extract(m.metadata, '$.status'), '') not in ('streaming', 'waiting'))`,
      tokens: sql<number | null>`(
        select c.input_tokens + c.output_tokens from model_calls c
        where c.session_id = sessions.id order by c.id desc limit 1)`,
      model: sql<string | null>`(
        select c.model from model_calls c where c.session_id = sessions.id order by c.id desc limit 1)`,
    })
    .from(sessions)
    .where(eq(sessions.id, given('sessionId')))
    .prepare(),
)
