import { sql } from 'drizzle-orm'
import type { ApprovalDecision } from '#protocol/access/approvals.ts'
import type { WhyCall, WhyReport, WhyTool } from '#protocol/chat/why.ts'
import type { ErrorShape } from '#protocol/errors.ts'
import type { ChatPart, MessageMetadata } from '#protocol/messages.ts'
import type { QueueMode } from '#protocol/sessions.ts'
import type { Db } from '../client.ts'

const TEXT_LIMIT = 300

/** The columns of the query as SQLite gives them: what is `…Json` is text. */
interface Row {
  runId: string
  messageId: string
  status: string
  errorJson: string | null
  model: string | null
  mode: QueueMode
  retryOf: string | null
  attempts: number
  createdAt: number
  startedAt: number | null
  endedAt: number | null
  sessionId: string
  key: string
  agent: string
  title: string
  trusted: number
  askedJson: string | null
  askedPartsJson: string | null
  answerJson: string | null
  callsJson: string
  toolsJson: string
}

/** A report in which the assistant is its id alone: what it is called is not kept here. */
type StoredWhy = Omit<WhyReport, 'route'> & {
  readonly route: Omit<WhyReport['route'], 'agent'> & { readonly agent: string }
}

type ToolRow = Omit<WhyTool, 'durationMs' | 'approval'> & {
  durationMs: number | null
  decision: ApprovalDecision | null
  askedAt: number | null
  answeredAt: number | null
}

/**
 * Why an answer is as it is, in one query: by the id of the answer, of the message that it answers (the
 * newest try), or of the run. Times in Unix milliseconds, cost in US dollars. Undefined where no run is known.
 */
export function findWhy(db: Db, messageId: string): StoredWhy | undefined {
  const row = db.get<Row | undefined>(sql`
    select r.id as runId, r.message_id as messageId, r.status, r.error as errorJson, r.model, r.mode,
      r.retry_of as retryOf, r.attempts, r.created_at as createdAt, r.started_at as startedAt,
      r.ended_at as endedAt, s.id as sessionId, s.key, s.agent, s.title, s.trusted,
      asked.metadata as askedJson, asked.parts as askedPartsJson, answer.metadata as answerJson,
      (select json_group_array(json_object(
          'model', c.model, 'inputTokens', c.input_tokens, 'cacheReadTokens', c.cache_read_tokens,
          'outputTokens', c.output_tokens, 'reasoningTokens', c.reasoning_tokens,
          'costUsd', c.cost_usd, 'at', c.at) order by c.id)
        from model_calls c where c.run_id = r.id) as callsJson,
      (select json_group_array(json_object(
          'toolCallId', t.tool_call_id, 'tool', t.tool, 'input', json(t.input), 'state', t.state,
          'rule', t.rule, 'startedAt', t.started_at, 'durationMs', t.ended_at - t.started_at,
          'decision', p.decision, 'askedAt', p.created_at, 'answeredAt', p.resolved_at) order by t.seq)
        from run_steps t left join approvals p on p.rowid = (
          select max(q.rowid) from approvals q where q.run_id = r.id and q.tool_call_id = t.tool_call_id)
        where t.run_id = r.id and t.kind = 'tool') as toolsJson
    from runs r
      join sessions s on s.id = r.session_id
      left join messages asked on asked.id = r.user_message_id
      left join messages answer on answer.id = r.message_id
    where r.id = (
      select coalesce(first.merged_into, first.id) from runs first
      where first.id = coalesce((select m.run_id from messages m where m.id = ${messageId}), ${messageId}))`)
  return row && toReport(row)
}

function toReport(row: Row): StoredWhy {
  const asked = parse<MessageMetadata>(row.askedJson)
  const answer = parse<MessageMetadata>(row.answerJson)
  const calls = parse<WhyCall[]>(row.callsJson) ?? []
  const costs = calls.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]))
  return {
    runId: row.runId,
    messageId: row.messageId,
    status: row.status,
    error: parse<ErrorShape>(row.errorJson) ?? null,
    trigger: {
      channel: asked?.channel ?? null,
      author: asked?.author ?? null,
      text: textOf(parse<ChatPart[]>(row.askedPartsJson) ?? []),
      at: row.createdAt,
      mode: row.mode,
      retryOf: row.retryOf,
    },
    route: {
      sessionId: row.sessionId,
      key: row.key,
      agent: row.agent,
      title: row.title,
      trusted: row.trusted === 1,
      tainted: answer?.tainted === true,
      private: answer?.private === true,
      attempts: row.attempts,
    },
    model: row.model ?? answer?.model ?? null,
    modelBy: answer?.modelBy ?? null,
    modelChanges: answer?.modelChanges ?? [],
    calls,
    tools: (parse<ToolRow[]>(row.toolsJson) ?? []).map((tool) =>
      toTool(tool, answer?.toolDurations?.[tool.toolCallId ?? '']),
    ),
    waitedMs: (row.startedAt ?? row.endedAt ?? row.createdAt) - row.createdAt,
    durationMs: row.startedAt === null || row.endedAt === null ? null : row.endedAt - row.startedAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
  }
}

function toTool({ decision, askedAt, answeredAt, ...tool }: ToolRow, measured: number | undefined): WhyTool {
  const waitedMs = askedAt === null || answeredAt === null ? null : answeredAt - askedAt
  return {
    ...tool,
    durationMs: measured ?? (tool.state === 'done' || tool.state === 'failed' ? tool.durationMs : null),
    approval: askedAt === null ? null : { decision, askedAt, waitedMs },
  }
}

const textOf = (parts: readonly ChatPart[]): string =>
  parts
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('\n')
    .slice(0, TEXT_LIMIT)

const parse = <T>(json: string | null): T | undefined => (json === null ? undefined : (JSON.parse(json) as T))
