import type { Db } from '#db/client.ts'
import { createApproval } from '#db/queries/approvals.ts'
import { saveMessage } from '#db/queries/messages.ts'
import { updateRunStatus } from '#db/queries/runs/held.ts'
import { createStep, findStep, type RunStep, updateStep } from '#db/queries/steps.ts'
import { createModelCall } from '#db/queries/usage.ts'
import type { Approval } from '#protocol/access/approvals.ts'
import { BROKEN_STEP, type ModelUsage, type SaidMessage } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { Clock, Failpoint } from '../clock.ts'
import { joinSteering } from './join.ts'
import type { LiveRun } from './live.ts'

export interface ToolCall {
  readonly toolCallId: string
  readonly tool: string
  readonly input: unknown
}

/**
 * What a run did, step by step. Each method has committed when it returns: an effect that follows an
 * answer is in the journal before it happens.
 */
export interface Journal {
  findCall(run: LiveRun, toolCallId: string): RunStep | undefined
  /** The call may not run. */
  deny(run: LiveRun, call: ToolCall, rule: string): void
  /** The call waits for the owner: step, approval and the state of run and message in one transaction. */
  ask(run: LiveRun, call: ToolCall, approval: Approval): void
  /** The owner's answer came too long ago: another approval for a call that waits since. */
  askAgain(run: LiveRun, approval: Approval): void
  /** The call may have its effect from now on. */
  start(run: LiveRun, call: ToolCall, rule: string): void
  /** What the call gave; false where it was not running, so a repeat changes nothing. */
  end(run: LiveRun, result: ToolResult): boolean
  /** One model step with what was said and what it cost; returns the messages that join before the next step. */
  recordModel(run: LiveRun, step: ModelStep): ChatMessage[]
  /** Something said beside the answer; it counts as an effect. */
  recordMessage(run: LiveRun, message: Parameters<typeof saveMessage>[2]): void
  /** The answer so far, and whether the run works or waits. */
  save(run: LiveRun): void
}

export interface ToolResult {
  readonly toolCallId: string
  readonly state: 'done' | 'failed' | 'stopped'
  readonly output: unknown
  readonly durationMs: number
}

export interface ModelStep {
  readonly model: string
  readonly finishReason: string
  readonly usage: ModelUsage
  readonly estimatedTokens?: number | undefined
  readonly said?: SaidMessage[] | undefined
  readonly goesOn?: boolean | undefined
}

interface Placement extends ToolCall {
  readonly state: 'denied' | 'started'
  readonly rule: string
}

/** The journal over SQLite. */
export function createJournal(deps: { db: Db; clock: Clock; failpoint: Failpoint }): Journal {
  const { db, clock, failpoint } = deps
  const commit = <T>(name: string, write: (tx: Db) => T): T => {
    const result = db.transaction(
      (tx) => {
        const written = write(tx)
        failpoint(`${name}:before-commit`)
        return written
      },
      { behavior: 'immediate' },
    )
    failpoint(`${name}:after-commit`)
    return result
  }
  const saveState = (tx: Db, run: LiveRun): void => {
    const waits = run.waitingFor.size > 0
    if (!updateRunStatus(tx, run, waits ? 'waiting' : 'running')) {
      throw new AppError('conflict', 'This run is over or was handed to another agent. Stop working at it.')
    }
    run.message.metadata.status = waits ? 'waiting' : 'streaming'
    saveMessage(tx, run.sessionId, run.message)
  }
  const place = (tx: Db, run: LiveRun, step: Placement): void => {
    const { runId } = run
    const { toolCallId, state, rule } = step
    const at = clock.now()
    const times = state === 'denied' ? { startedAt: at, endedAt: at } : { startedAt: at }
    const fields = { ...times, rule }
    if (updateStep(tx, { runId, toolCallId, from: ['decided'], to: state, fields })) return
    createStep(tx, { runId, kind: 'tool', ...step, ...times })
  }

  function writeStep(tx: Db, run: LiveRun, step: ModelStep): ChatMessage[] {
    const { runId, sessionId } = run
    const at = clock.now()
    const { model, finishReason, said, goesOn } = step
    const output = { model, finishReason, said, goesOn }
    createStep(tx, { runId, kind: 'model', state: 'done', output, startedAt: at, endedAt: at })
    if (finishReason !== BROKEN_STEP)
      createModelCall(tx, {
        runId,
        sessionId,
        model,
        ...step.usage,
        estimatedTokens: step.estimatedTokens,
        at,
      })
    const joined = goesOn ? joinSteering(tx, run) : []
    saveState(tx, run)
    return joined
  }

  return {
    findCall: (run, toolCallId) => findStep(db, run.runId, toolCallId),
    deny: (run, call, rule) =>
      commit('tool-deny', (tx) => {
        place(tx, run, { ...call, state: 'denied', rule })
        saveState(tx, run)
      }),
    ask: (run, call, approval) =>
      commit('tool-ask', (tx) => {
        const { runId } = run
        createStep(tx, {
          runId,
          kind: 'tool',
          state: 'decided',
          ...call,
          rule: approval.rule,
          startedAt: clock.now(),
        })
        createApproval(tx, approval)
        saveState(tx, run)
      }),
    askAgain: (run, approval) =>
      commit('tool-ask', (tx) => {
        createApproval(tx, approval)
        saveState(tx, run)
      }),
    start: (run, call, rule) =>
      commit('tool-start', (tx) => {
        place(tx, run, { ...call, state: 'started', rule })
        saveState(tx, run)
      }),
    end: (run, result) =>
      commit('tool-end', (tx) => {
        const { toolCallId, state, output } = result
        const ended = updateStep(tx, {
          runId: run.runId,
          toolCallId,
          from: ['started'],
          to: state,
          fields: { output, endedAt: clock.now() },
        })
        if (!ended) return false
        run.message.metadata.toolDurations = {
          ...run.message.metadata.toolDurations,
          [toolCallId]: result.durationMs,
        }
        saveState(tx, run)
        return true
      }),
    recordModel(run, step) {
      const { parts } = run.message
      const said = parts.length
      try {
        return commit('step-end', (tx) => writeStep(tx, run, step))
      } catch (cause) {
        // Whoever was to join goes on waiting, and must not stand in an answer that never took it in.
        parts.length = said
        throw cause
      }
    },
    recordMessage: (run, message) =>
      commit('message-send', (tx) => {
        const at = clock.now()
        const step = {
          kind: 'tool',
          state: 'done',
          tool: 'message.send',
          startedAt: at,
          endedAt: at,
        } as const
        createStep(tx, { runId: run.runId, ...step })
        saveMessage(tx, run.sessionId, message)
        saveState(tx, run)
      }),
    save: (run) => commit('run-save', (tx) => saveState(tx, run)),
  }
}
