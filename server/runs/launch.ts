import type { Db } from '#db/client.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { beginRun, type Run } from '#db/queries/runs.ts'
import { findSession, type Session } from '#db/queries/sessions.ts'
import type { ModelTarget, RunStart } from '#protocol/agent-rpc.ts'
import { AppError, toAppError } from '#protocol/errors.ts'
import type { Agent, Agents } from '../agents/pool.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { startDeadline } from './deadline.ts'
import type { Policy } from './decisions/policy.ts'
import type { Finish, RunEnd } from './finish.ts'
import { emptyAnswer, type LiveRun, type LiveRuns } from './live.ts'
import { historyWindow } from './window.ts'

/** How long a run waits for an agent before it fails. */
const AGENT_WAIT_MS = 30_000
/**
 * The agent's own outermost bound. The deadline that counts is kept here, because the time in which the
 * owner thinks about an approval does not count.
 */
const AGENT_DEADLINE_MS = 24 * 60 * 60 * 1000

/** The models to try for a session, in order. Throws an AppError that says what is missing. */
export type FindTargets = (sessionId: string) => ModelTarget[]

/** Hands a run to an agent and resolves when it is over or back in the queue. */
export function createLaunch(deps: {
  db: Db
  clock: Clock
  events: Events
  agents: Agents
  live: LiveRuns
  policy: Policy
  finish: Finish
  targets: FindTargets
  deadlineMs: number
  failpoint: Failpoint
  log: Log
}): (run: Run, signal: AbortSignal) => Promise<void> {
  const { db, clock, events, agents, live, policy, finish } = deps

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

  /** Ends a run that no agent has seen. */
  function endEarly(run: Run, end: RunEnd): void {
    announce(run)
    const message = emptyAnswer(run.messageId, run.id, clock.now())
    finish({ runId: run.id, sessionId: run.sessionId, message }, end)
  }

  function begin(
    queued: Run,
    agent: Agent,
    inherited: { session: Session; tainted: boolean },
  ): LiveRun | undefined {
    const now = clock.now()
    const message = emptyAnswer(queued.messageId, queued.id, now)
    if (inherited.tainted) message.metadata.tainted = true
    const run = db.transaction(
      (tx) => {
        const begun = beginRun(tx, queued.id, now)
        if (begun) saveMessage(tx, begun.sessionId, message)
        deps.failpoint('run-begin:before-commit')
        return begun
      },
      { behavior: 'immediate' },
    )
    if (!run) return undefined
    deps.failpoint('run-begin:after-commit')
    const over = Promise.withResolvers<void>()
    const begun: LiveRun = {
      runId: run.id,
      sessionId: run.sessionId,
      userMessageId: run.userMessageId,
      epoch: run.epoch,
      attempts: run.attempts,
      agent,
      trusted: inherited.session.trusted,
      tainted: inherited.tainted,
      message,
      deadline: startDeadline({ clock, ms: deps.deadlineMs, onExpiry: () => expire(begun) }),
      waitingFor: new Set(),
      answers: new Map(),
      over: over.promise,
      leave() {
        live.remove(begun)
        over.resolve()
      },
    }
    live.add(begun)
    return begun
  }

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
    given: { session: Session; models: ModelTarget[]; messages: RunStart['messages'] },
  ) {
    const { session, models, messages } = given
    const now = clock.now()
    try {
      await run.agent.startRun({
        runId: run.runId,
        sessionId: run.sessionId,
        epoch: run.epoch,
        messageId: run.message.id,
        models,
        messages,
        trusted: run.trusted,
        tools: policy.offer(run.trusted),
        deadline: now + AGENT_DEADLINE_MS,
        context: {
          now,
          timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
          sessionTitle: session.title,
          channel: messages.at(-1)?.metadata?.channel ?? 'web',
        },
      })
    } catch (error) {
      fail(run, toAppError(error))
    }
  }

  return async function launch(queued, signal) {
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
      const models = deps.targets(queued.sessionId)
      const messages = historyWindow(db, queued)
      const tainted = !session.trusted || messages.some((message) => message.metadata?.tainted === true)
      const run = begin(queued, agent, { session, tainted })
      if (!run) return
      announce(queued)
      await hand(run, { session, models, messages })
      await run.over
    } catch (error) {
      endEarly(queued, { status: 'failed', error: toAppError(error).toShape() })
    }
  }
}
