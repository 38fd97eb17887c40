import { isDeepStrictEqual } from 'node:util'
import type { Db } from '#db/client.ts'
import { findRun } from '#db/queries/runs.ts'
import { AppError, type ErrorShape } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { findTool } from '#protocol/tools.ts'
import type { Agent, AgentHooks } from '../agents/pool.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { Decide } from './decisions/decide.ts'
import type { Finish } from './finish.ts'
import { steeringChunk } from './join.ts'
import type { Journal, ModelStep, ToolCall } from './journal.ts'
import type { Leases } from './leases.ts'
import { type LiveRun, type LiveRuns, takeChunk } from './live.ts'
import { explainPrivateFailure } from './privacy.ts'
import type { Loss, Recovery } from './recover.ts'
import type { Slots } from './slots.ts'

/** Runs a gateway tool for a call that was begun and allowed. `tainted`: the output holds what the owner did not write. */
export type RunRecord = (
  call: { tool: string; input: unknown },
  run: { sessionId: string; tainted: boolean; private: boolean; local: boolean },
) => Promise<{ output: unknown; tainted: boolean; private?: boolean }>

/** Told of each model call; its refusal keeps the run from the next one. */
export interface Spending {
  afterCall(call: { sessionId: string; model: string }): ErrorShape | undefined
}

/** A streaming answer is stored at most this often between its steps. */
const SAVE_INTERVAL_MS = 1_000

/** What the gateway does with each message of an agent. All of it passes the fence first. */
export function createHooks(deps: {
  db: Db
  clock: Clock
  events: Events
  log: Log
  live: LiveRuns
  leases: Leases
  slots: Slots
  journal: Journal
  decide: Decide
  finish: Finish
  recovery: Recovery
  records: RunRecord
  spending?: Spending | undefined
  newId: () => string
}): AgentHooks {
  const { clock, events, log, live, leases, journal } = deps
  const saving = new WeakSet<LiveRun>()

  function saveSoon(run: LiveRun): void {
    if (saving.has(run)) return
    saving.add(run)
    clock.after(SAVE_INTERVAL_MS, () => {
      saving.delete(run)
      try {
        if (live.holds(run)) journal.save(run)
      } catch (error) {
        log.error('A partial answer could not be stored; its end will be.', { runId: run.runId, error })
      }
    })
  }

  /** The journal must say that this very call, with this very input, may run now. */
  function requireStarted(run: LiveRun, call: ToolCall): void {
    const step = journal.findCall(run, call.toolCallId)
    const input = findTool(call.tool)?.input.safeParse(call.input)
    const same = step?.tool === call.tool && isDeepStrictEqual(step.input, input?.data)
    if (step?.state !== 'started' || !same || findTool(call.tool)?.place !== 'gateway') {
      throw new AppError('policy_denied', `The call ${call.toolCallId} was not allowed like this.`)
    }
  }

  async function answerRecord(run: LiveRun, call: ToolCall): Promise<{ output: unknown }> {
    const { sessionId, tainted, local, message } = run
    const isPrivate = message.metadata.private === true
    const result = await deps.records(call, { sessionId, tainted, private: isPrivate, local })
    if (result.tainted) taint(run)
    if (result.private) message.metadata.private = true
    return { output: findTool(call.tool)?.output.parse(result.output) }
  }

  function taint(run: LiveRun): void {
    run.tainted = true
    run.message.metadata.tainted = true
  }

  function sayBeside(run: LiveRun, text: string): string {
    // No run id: that names the one message that is the run's answer.
    const metadata = {
      createdAt: clock.now(),
      status: 'completed' as const,
      ...(run.message.metadata.private ? { private: true } : {}),
    }
    const message: ChatMessage = {
      id: deps.newId(),
      role: 'assistant',
      parts: [{ type: 'text', text, state: 'done' }],
      metadata: run.tainted ? { ...metadata, tainted: true } : metadata,
    }
    journal.recordMessage(run, message)
    events.session(run.sessionId, { type: 'message', message })
    return message.id
  }

  /** Commits the step and takes in what waited for it. */
  function endStep(run: LiveRun, step: ModelStep): { joined: ChatMessage[] } {
    const joined = journal.recordModel(run, step)
    for (const message of joined) {
      if (message.metadata?.tainted) taint(run)
      const { runId, sessionId } = run
      events.session(sessionId, { type: 'chunk', runId, chunk: steeringChunk(message) })
      events.session(sessionId, { type: 'message', message })
    }
    if (joined.length > 0) events.system({ type: 'session-change', sessionId: run.sessionId })
    return { joined }
  }

  function lose(run: LiveRun, loss: Loss): void {
    try {
      deps.recovery.lose(run, loss)
    } catch (error) {
      log.error('A lost run could not be settled; the next start will.', { runId: run.runId, error })
      run.leave()
    }
  }

  return {
    handlers: (agent) => ({
      'tool.begin': async (params) => {
        const { toolCallId, tool, input } = params
        return deps.decide(live.get(agent, params), { toolCallId, tool, input })
      },
      'tool.end': (params) => {
        journal.end(live.get(agent, params), params)
        return {}
      },
      'step.end': (params) => {
        const run = live.get(agent, params)
        const { joined } = endStep(run, params)
        const refusal = deps.spending?.afterCall({ sessionId: run.sessionId, model: params.model })
        return refusal ? { joined, refusal } : { joined }
      },
      'tool.run': (params) => {
        const run = live.get(agent, params)
        const { toolCallId, tool, input } = params
        requireStarted(run, { toolCallId, tool, input })
        const answer = run.answers.get(toolCallId) ?? answerRecord(run, { toolCallId, tool, input })
        run.answers.set(toolCallId, answer)
        return answer
      },
      'message.send': (params) => ({ messageId: sayBeside(live.get(agent, params), params.text) }),
      'run.end': (params) => {
        const run = live.find(agent, params)
        if (run && params.status === 'interrupted') {
          agent.retire()
          lose(run, { reason: 'its agent process was shut down', died: false })
        } else if (run) deps.finish(run, { ...params, error: explainPrivateFailure(run, params.error) })
        else if (!findRun(deps.db, params.runId)?.endedAt) live.get(agent, params)
        return {}
      },
    }),
    onChunks(agent: Agent, params) {
      const run = live.find(agent, params)
      if (!run) return log.debug('Chunks of a run that is over were dropped.', { runId: params.runId })
      for (const chunk of params.chunks) {
        const shown = takeChunk(run, chunk)
        events.session(run.sessionId, { type: 'chunk', runId: run.runId, chunk: shown })
      }
      saveSoon(run)
    },
    onHeartbeat: (agent, runIds) => leases.named(agent, runIds),
    onDeath(agent, reason) {
      for (const run of live.ofAgent(agent))
        lose(run, { reason: `its agent process is gone: ${reason}`, died: true })
    },
  }
}
