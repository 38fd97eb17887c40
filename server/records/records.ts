import type { Db } from '#db/client.ts'
import type { ChatOrigin } from '#db/queries/inbox.ts'
import { createMemory, searchMemories } from '#db/queries/memories.ts'
import { sumUsage } from '#db/queries/usage.ts'
import { AppError } from '#protocol/errors.ts'
import type { JobSummary } from '#protocol/jobs.ts'
import { type ToolInput, type ToolName, type ToolOutput, toolContracts } from '#protocol/tools.ts'
import { type Clock, startOfDay } from '../clock.ts'
import type { Features } from '../trpc/features.ts'
import { findOrigin } from './origin.ts'
import { readSession } from './read-session.ts'
import { splitQuery } from './split-query.ts'
import type { Tell } from './tell.ts'

const RECALL_LIMIT = 20
const SESSIONS_LIMIT = 30

export interface RecordCall {
  readonly tool: string
  readonly input: unknown
}

/** For whom a record tool runs. `tainted`: the conversation holds what the owner did not write. */
export interface RecordContext {
  readonly sessionId: string
  readonly tainted: boolean
  /** True where the conversation holds words for models on this machine only. */
  readonly private?: boolean
  /** Whether everything that the run says stays on this machine: only then private facts are found. */
  readonly local?: boolean
  /** The run that calls, and its call. */
  readonly runId?: string
  readonly toolCallId?: string
}

/** `tainted`: the output holds words that the owner did not write. */
interface RecordAnswer<T> {
  readonly output: T
  readonly tainted: boolean
  /** The output holds words for models on this machine only. */
  readonly private?: boolean
}

type RecordTool = Extract<
  ToolName,
  | 'remember'
  | 'recall'
  | 'sessions'
  | 'new_session'
  | 'session_send'
  | 'switch_model'
  | 'schedule'
  | 'jobs'
  | 'cancel_job'
  | 'status'
  | 'usage'
>
type RecordTable = {
  [N in RecordTool]: (
    input: ToolInput<N>,
    context: RecordContext,
  ) => RecordAnswer<ToolOutput<N>> | Promise<RecordAnswer<ToolOutput<N>>>
}

/**
 * The tools that answer from the gateway's own records. The caller has made sure that the call was
 * begun and allowed; the input is parsed here once more. Throws `bad_request` for a tool of another place.
 */
export function createRecords(deps: {
  db: Db
  clock: Clock
  newId: () => string
  sessions: Pick<Features['sessions'], 'list' | 'create' | 'get'>
  /** Gives a task to another conversation. */
  tell: Tell
  models: Pick<Features['models'], 'use'>
  status: Pick<Features['status'], 'get'>
  jobs: Pick<Features['jobs'], 'list' | 'delete'> & {
    schedule(
      job: ToolInput<'schedule'> & { sessionId: string; tainted: boolean; origin?: ChatOrigin | undefined },
    ): JobSummary
  }
}): (call: RecordCall, context: RecordContext) => Promise<RecordAnswer<unknown>> {
  const { db, clock, newId, sessions, models, status, jobs } = deps

  const table: RecordTable = {
    remember({ text }, { sessionId, tainted, private: isPrivate = false }) {
      const id = newId()
      createMemory(db, { id, text, sessionId, tainted, private: isPrivate, createdAt: clock.now() })
      return clean({ memoryId: id })
    },
    recall({ query }, { local = false }) {
      const found = searchMemories(db, splitQuery(query), { limit: RECALL_LIMIT, withPrivate: local })
      const memories = found.map(({ id, text, createdAt }) => ({ memoryId: id, text, createdAt }))
      return {
        output: { memories },
        tainted: found.some((memory) => memory.tainted),
        private: found.some((memory) => memory.private),
      }
    },
    sessions({ sessionId, limit }, { local = false }) {
      if (sessionId !== undefined) return readSession(db, sessions.get(sessionId), { limit, local })
      const recent = sessions.list().slice(0, SESSIONS_LIMIT)
      const rows = recent.map(({ id, title, updatedAt }) => ({ sessionId: id, title, updatedAt }))
      return { output: { sessions: rows }, tainted: recent.some((session) => !session.trusted) }
    },
    new_session({ title }, { sessionId, private: isPrivate }) {
      // A title is shown to every model: one from a private turn stays out.
      const session = sessions.create({
        title: isPrivate ? undefined : title,
        channel: 'web',
        beside: sessionId,
      })
      return clean({ sessionId: session.id, title: session.title })
    },
    session_send: async (task, context) => clean(await deps.tell(task, context)),
    switch_model: ({ model }, { sessionId }) => clean({ model: models.use(model, sessionId).model }),
    schedule: (job, { sessionId, tainted, runId = '' }) =>
      clean(jobs.schedule({ ...job, sessionId, tainted, origin: findOrigin(db, runId) })),
    jobs() {
      const all = jobs.list()
      return { output: { jobs: all }, tainted: all.some(({ tainted }) => tainted) }
    },
    cancel_job({ jobId }) {
      jobs.delete(jobId)
      return clean({ jobId })
    },
    status() {
      const report = status.get()
      const { version, uptimeMs, model, agents } = report
      return clean({ version, uptimeMs, model, agents: agents.ready, sessions: report.sessions })
    },
    usage: () => clean({ today: sumUsage(db, startOfDay(clock.now())), total: sumUsage(db, 0) }),
  }

  return async function run(call, context) {
    if (!Object.hasOwn(table, call.tool)) {
      throw new AppError('bad_request', `${call.tool} is not a tool of the gateway's records.`)
    }
    return answer(table, call.tool as RecordTool, { input: call.input, context })
  }
}

function answer<N extends RecordTool>(
  table: RecordTable,
  tool: N,
  call: { input: unknown; context: RecordContext },
): RecordAnswer<ToolOutput<N>> | Promise<RecordAnswer<ToolOutput<N>>> {
  const input = toolContracts[tool].input.parse(call.input) as ToolInput<N>
  return table[tool](input, call.context)
}

const clean = <T>(output: T): RecordAnswer<T> => ({ output, tainted: false })
