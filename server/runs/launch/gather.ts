import { isDeepStrictEqual } from 'node:util'
import type { Db } from '#db/client.ts'
import { findMessage } from '#db/queries/messages.ts'
import type { Run } from '#db/queries/runs.ts'
import { findSession, type Session } from '#db/queries/sessions.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage, ModelChoice } from '#protocol/messages.ts'
import { type MayLeave, mayLeaveToAll } from '#protocol/privacy.ts'
import type { Agent } from '../../agents/pool.ts'
import type { InheritedPrivacy } from '../privacy.ts'
import { createWindows } from '../window.ts'

/** A budget of history for where nothing looks at the model. */
const PLAIN_BUDGET_TOKENS = 20_000

/** The models to try for a session, in order. Throws an AppError that says what is missing. */
export type FindTargets = (
  sessionId: string,
  turn?: { model?: string | undefined; private?: boolean | undefined },
) => ModelTarget[]

/** What the models of a run get of its conversation. */
export type PrepareContext = (
  run: Run,
  options: { targets: readonly ModelTarget[]; agent: Agent },
) => Promise<{ messages: ChatMessage[]; tokenRatio?: number; tainted: boolean }>

/** Whose choice the first of them is. */
export type FindChoice = (...asked: Parameters<FindTargets>) => ModelChoice

export interface GatherDeps {
  readonly db: Db
  readonly targets: FindTargets
  /** Absent: nobody wants to know. */
  readonly chosenBy?: FindChoice | undefined
  /** Absent: the newest messages, without a look at the model. */
  readonly prepare?: PrepareContext | undefined
  /** Which words may go to which model; another rule only in tests. */
  readonly mayLeave?: MayLeave | undefined
}

/** What a run needs to begin. */
interface Gathered {
  readonly models: ModelTarget[]
  readonly messages: ChatMessage[]
  readonly tokenRatio: number | undefined
  readonly inherited: InheritedPrivacy & {
    session: Session
    tainted: boolean
    modelBy: ModelChoice | undefined
  }
  /** False where the message was edited meanwhile: model and prompt were chosen for words that hold no longer. */
  holds(): boolean
}

type Gather = (queued: Run, options: { agent: Agent; signal: AbortSignal }) => Promise<Gathered | undefined>

/** Finds session, models and prompt of a run; undefined as soon as the signal says stop. */
export function createGather(deps: GatherDeps): Gather {
  const { db } = deps
  const prepare = deps.prepare ?? plainContext(db)

  return async function gather(queued, { agent, signal }) {
    const session = findSession(db, queued.sessionId)
    if (!session) throw new AppError('unknown_session', 'The session of this message is gone.')
    const question = findMessage(db, queued.userMessageId)
    const own = question?.metadata
    const modelSwitch = own?.modelSwitch
    const turn = { model: modelSwitch?.model, private: own?.private }
    const models = deps.targets(queued.sessionId, turn)
    const modelBy = deps.chosenBy?.(queued.sessionId, turn)
    const context = await untilAborted(prepare(queued, { targets: models, agent }), signal)
    if (!context) return undefined
    const { messages, tokenRatio } = context
    const tainted = !session.trusted || context.tainted
    const local = mayLeaveToAll({ private: true }, models, deps.mayLeave)
    const isPrivate = own?.private === true || messages.some((message) => message.metadata?.private === true)
    return {
      models,
      messages,
      tokenRatio,
      inherited: { session, tainted, private: isPrivate, local, modelSwitch, modelBy },
      holds: () => isDeepStrictEqual(findMessage(db, queued.userMessageId), question),
    }
  }
}

function plainContext(db: Db): PrepareContext {
  const windows = createWindows(db)
  return async (run) => {
    const { messages } = windows.ofRun(run, PLAIN_BUDGET_TOKENS)
    return { messages, tainted: messages.some((message) => message.metadata?.tainted === true) }
  }
}

/** The outcome, or undefined as soon as the signal says stop; the work goes on by itself. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined
  const stopped = Promise.withResolvers<undefined>()
  const stop = () => stopped.resolve(undefined)
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([work, stopped.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
