import type { Db } from '#db/client.ts'
import { findRun } from '#db/queries/runs.ts'
import { AppError, type ErrorShape } from '#protocol/errors.ts'
import type { ChatChunk } from '#protocol/messages.ts'
import type { Agent, AgentHooks } from '../agents/pool.ts'
import type { Approvals } from './decisions/approvals.ts'
import type { Decide } from './decisions/decide.ts'
import type { PrivatePaths } from './decisions/private-paths.ts'
import type { Finish, RunEnd } from './finish.ts'
import type { Leases } from './leases.ts'
import type { LiveRun } from './live.ts'
import { explainPrivateFailure } from './privacy.ts'
import { createProgress, type ProgressDeps } from './progress.ts'
import { createRecordCalls, type RunRecord } from './record-calls.ts'
import type { Loss, Recovery } from './recovery/recover.ts'

/** When an answer that could not be stored is tried again, in milliseconds. */
const RETRY_MS = 5_000

/** Reads a piece of a file of a run's conversation, in base64. `local`: whether all its models are on this machine. */
export type ReadRunFile = (
  run: { sessionId: string; local: boolean },
  asked: { mediaId: string; offset: number },
) => Promise<{ data: string; done: boolean }>

/** Takes secrets out of what tools give; gives the same back where there was none. */
export interface HideSecrets {
  clean(output: unknown): unknown
  cleanChunk(chunk: ChatChunk): ChatChunk
  cleanPiece(text: string): string
}

/** Told of each model call; its refusal keeps the run from the next one. */
export interface Spending {
  afterCall(call: { sessionId: string; model: string }): ErrorShape | undefined
}

/** What the gateway does with each message of an agent. All of it passes the fence first. */
export function createHooks(
  deps: ProgressDeps & {
    db: Db
    records: RunRecord
    results: HideSecrets
    findChoice: Approvals['findChoice']
    leases: Leases
    decide: Decide
    finish: Finish
    recovery: Recovery
    privatePaths: PrivatePaths
    spending?: Spending | undefined
    readFile?: ReadRunFile | undefined
  },
): AgentHooks {
  const { log, live, leases, journal } = deps
  const { endStep, sayBeside, take } = createProgress(deps)
  const answer = createRecordCalls({
    ...deps,
    attach: (run, data) => take(run, [{ type: 'data-attachment', data }]),
  })

  function lose(run: LiveRun, loss: Loss): void {
    try {
      deps.recovery.lose(run, loss)
    } catch (error) {
      log.error('A lost run could not be settled; the next start will.', { runId: run.runId, error })
      run.leave()
    }
  }

  /** An answer that a full disk refuses is whole all the same: it is kept until it can be stored. */
  function settle(run: LiveRun, end: RunEnd): void {
    if (!live.holds(run)) return
    try {
      deps.finish(run, end)
    } catch (error) {
      log.error('An answer could not be stored; that is tried again soon.', { runId: run.runId, error })
      deps.clock.after(RETRY_MS, () => settle(run, end))
    }
  }

  return {
    handlers: (agent) => ({
      'tool.begin': async (params) => {
        const { toolCallId, tool, input } = params
        return deps.decide(live.get(agent, params), { toolCallId, tool, input })
      },
      'tool.end': (params) => {
        const run = live.get(agent, params)
        const output = deps.results.clean(params.output)
        deps.privatePaths.afterCall(run, output)
        journal.end(run, { ...params, output })
        return output === params.output ? {} : { output }
      },
      'result.clean': (params) => {
        live.get(agent, params)
        return { text: deps.results.cleanPiece(params.text) }
      },
      'step.end': (params) => {
        const run = live.get(agent, params)
        const { joined } = endStep(run, params)
        const refusal = deps.spending?.afterCall({ sessionId: run.sessionId, model: params.model })
        return refusal ? { joined, refusal } : { joined }
      },
      'media.read': async (params) => {
        const run = live.get(agent, params)
        if (!deps.readFile) throw new AppError('not_found', 'There are no files here.')
        return deps.readFile(run, params)
      },
      'tool.run': (params) => {
        const { toolCallId, tool, input } = params
        return answer(live.get(agent, params), { toolCallId, tool, input })
      },
      'message.send': (params) => ({ messageId: sayBeside(live.get(agent, params), params.text) }),
      'run.end': (params) => {
        const run = live.find(agent, params)
        if (run && params.status === 'interrupted') {
          agent.retire()
          lose(run, { reason: 'its agent process was shut down', died: false })
        } else if (run) settle(run, explainPrivateFailure(run, params))
        else if (!findRun(deps.db, params.runId)?.endedAt) live.get(agent, params)
        return {}
      },
    }),
    onChunks(agent: Agent, params) {
      const run = live.find(agent, params)
      if (!run) return log.debug('Chunks of a run that is over were dropped.', { runId: params.runId })
      // What comes with an answer is the gateway's to say: an agent could name any file.
      take(
        run,
        params.chunks
          .filter(({ type }) => type !== 'data-attachment')
          .map((chunk) => deps.results.cleanChunk(chunk)),
      )
    },
    onHeartbeat: (agent, runIds) => leases.named(agent, runIds),
    onDeath(agent, reason) {
      for (const run of live.ofAgent(agent))
        lose(run, { reason: `its agent process is gone: ${reason}`, died: true })
    },
  }
}
