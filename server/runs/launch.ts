import { isDeepStrictEqual } from 'node:util'
import type { Db } from '#db/client.ts'
import { findMessage } from '#db/queries/messages.ts'
import type { Run } from '#db/queries/runs.ts'
import { findSession, type Session } from '#db/queries/sessions.ts'
import { listSteps } from '#db/queries/steps.ts'
import type { ModelTarget, RunStart } from '#protocol/agent-rpc.ts'
import { AppError, toAppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { forModels, type MayLeave, mayLeaveToAll } from '#protocol/privacy.ts'
import type { Agent, Agents } from '../agents/pool.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { createBegin } from './begin.ts'
import type { Policy } from './decisions/policy.ts'
import type { Finish, RunEnd } from './finish.ts'
import type { Slots } from './lanes/slots.ts'
import type { Leases } from './leases.ts'
import { emptyAnswer, type LiveRun, type LiveRuns, metadataChunk } from './live.ts'
import { noteChunks } from './privacy.ts'
import { describeEarlierTry } from './recovery/describe.ts'
import { createWindows } from './window.ts'

/** How long a run waits for an agent before it fails. */
const AGENT_WAIT_MS = 30_000
/**
 * The agent's own outermost bound. The deadline that counts is kept here, because the time in which the
 * owner thinks about an approval does not count.
 */
const AGENT_DEADLINE_MS = 24 * 60 * 60 * 1000

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

/** Hands a run to an agent and resolves when it is over or back in the queue. */
export function createLaunch(deps: {
  db: Db
  clock: Clock
  events: Events
  agents: Agents
  live: LiveRuns
  leases: Leases
  slots: Slots
  policy: Policy
  finish: Finish
  targets: FindTargets
  /** Which words may go to which model; another rule only in tests. */
  mayLeave?: MayLeave | undefined
  /** Absent: the newest messages, without a look at the model. */
  prepare?: PrepareContext | undefined
  deadlineMs: number
  failpoint: Failpoint
  log: Log
}): (run: Run, signal: AbortSignal) => Promise<void> {
  const { db, clock, events, agents, live, policy, finish } = deps
  const prepare = deps.prepare ?? plainContext(db)

  async function findAgent(sessionId: string, signal: AbortSignal): Promise<Agent | undefined> {
    const waitedEnough = Promise.withResolvers<void>()
    const cancel = clock.after(AGENT_WAIT_MS, waitedEnough.resolve)
    signal.addEventListener('abort', () => waitedEnough.resolve())
    let expired = false
    void waitedEnough.promise.then(() => {
      expired = true
    })
    let agent = agents.assign(sessionId)
    while (!agent && !expired) {
      await Promise.race([agents.whenReady(), waitedEnough.promise])
      if (!expired) agent = agents.assign(sessionId)
    }
    cancel()
    return agent
  }

  function announce(run: Run): void {
    const { id: runId, sessionId, userMessageId, messageId } = run
    events.session(sessionId, { type: 'run-start', runId, userMessageId, messageId })
    events.system({ type: 'run-change', runId, sessionId, status: 'running' })
    events.system({ type: 'session-change', sessionId })
  }

  /** Those who watch hear at once where this turn goes. */
  function open(run: LiveRun, note: string): void {
    const { runId, sessionId } = run
    for (const chunk of [...noteChunks(note), metadataChunk(run)]) {
      events.session(sessionId, { type: 'chunk', runId, chunk })
    }
  }

  /** Ends a run that no agent has now; what an earlier one has said of the answer stays. */
  function endEarly(run: Run, end: RunEnd): void {
    announce(run)
    const empty = emptyAnswer(run.messageId, run.id, clock.now())
    const stored = findMessage(db, run.messageId)
    const message = { ...empty, ...stored, metadata: { ...empty.metadata, ...stored?.metadata } }
    finish({ runId: run.id, sessionId: run.sessionId, message }, end)
  }

  const begin = createBegin({ ...deps, onExpiry: expire })

  function expire(run: LiveRun): void {
    const minutes = Math.round(deps.deadlineMs / 60_000)
    run.agent.stopRun(run.runId)
    try {
      fail(run, new AppError('run_deadline', `The answer took longer than ${minutes} minutes and was ended.`))
    } catch (error) {
      deps.log.error('An overdue run could not be ended; the next start will.', { runId: run.runId, error })
      run.leave()
    }
  }

  function fail(run: LiveRun, error: AppError): void {
    if (live.holds(run)) finish(run, { status: 'failed', error: error.toShape() })
  }

  async function hand(
    run: LiveRun,
    given: Pick<RunStart, 'models' | 'messages' | 'resume' | 'tokenRatio'> & {
      session: Session
      note?: string | undefined
    },
  ) {
    const { session, models, messages, tokenRatio, resume, note } = given
    const now = clock.now()
    try {
      await run.agent.startRun({
        runId: run.runId,
        sessionId: run.sessionId,
        epoch: run.epoch,
        messageId: run.message.id,
        models,
        messages,
        ...(resume ? { resume } : {}),
        ...(tokenRatio === undefined ? {} : { tokenRatio }),
        trusted: run.trusted,
        tools: policy.offer(run.trusted),
        deadline: now + AGENT_DEADLINE_MS,
        context: {
          now,
          timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
          sessionTitle: session.title,
          channel: messages.at(-1)?.metadata?.channel ?? 'web',
          ...(note === undefined ? {} : { note }),
        },
      })
    } catch (error) {
      fail(run, toAppError(error))
    }
  }

  return async function launch(queued, signal) {
    const giveBack = await deps.slots.take(signal)
    try {
      if (signal.aborted) return endEarly(queued, { status: 'stopped' })
      await work(queued, signal)
    } finally {
      giveBack?.()
    }
  }

  async function work(queued: Run, signal: AbortSignal): Promise<void> {
    const agent = await findAgent(queued.sessionId, signal)
    if (signal.aborted) return endEarly(queued, { status: 'stopped' })
    try {
      if (!agent) {
        throw new AppError(
          'agent_unavailable',
          'No agent process became ready in 30 seconds. The log says why; try again in a moment.',
        )
      }
      const session = findSession(db, queued.sessionId)
      if (!session) throw new AppError('unknown_session', 'The session of this message is gone.')
      const question = findMessage(db, queued.userMessageId)
      const own = question?.metadata
      const modelSwitch = own?.modelSwitch
      const models = deps.targets(queued.sessionId, { model: modelSwitch?.model, private: own?.private })
      const context = await untilAborted(prepare(queued, { targets: models, agent }), signal)
      if (!context) return endEarly(queued, { status: 'stopped' })
      // Edited meanwhile: model and prompt were chosen for words that hold no longer.
      if (!isDeepStrictEqual(findMessage(db, queued.userMessageId), question)) return work(queued, signal)
      const { messages, tokenRatio } = context
      const tainted = !session.trusted || context.tainted
      const local = mayLeaveToAll({ private: true }, models, deps.mayLeave)
      const isPrivate =
        own?.private === true || messages.some((message) => message.metadata?.private === true)
      const begun = begin(queued, agent, { session, tainted, private: isPrivate, local, modelSwitch })
      if (!begun) return
      announce(queued)
      const { run, together, resume } = begun
      if (modelSwitch && !resume) open(run, modelSwitch.note)
      const note = queued.retryOf === null ? undefined : describeEarlierTry(listSteps(db, queued.retryOf))
      await hand(run, {
        session,
        models,
        messages: forModels([...messages, ...together], models, deps.mayLeave),
        tokenRatio,
        resume,
        note,
      })
      await run.over
    } catch (error) {
      endEarly(queued, { status: 'failed', error: toAppError(error).toShape() })
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
