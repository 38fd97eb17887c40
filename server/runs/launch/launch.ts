import type { Run } from '#db/queries/runs.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Agents } from '../../agents/pool.ts'
import type { Slots } from '../lanes/slots.ts'
import { type LiveRun, metadataChunk } from '../live.ts'
import { noteChunks } from '../privacy.ts'
import { type BeginDeps, createBegin } from './begin.ts'
import { createEarlyEnd, type EarlyEndDeps } from './early-end.ts'
import { agentMissing, createFindAgent } from './find-agent.ts'
import { createGather, type GatherDeps } from './gather.ts'
import { createHandOver, type HandOverDeps } from './hand-over.ts'

type LaunchDeps = Omit<BeginDeps, 'onExpiry'> &
  EarlyEndDeps &
  GatherDeps &
  Omit<HandOverDeps, 'onRefusal'> & {
    readonly agents: Agents
    readonly slots: Slots
    /** Once true no run begins: the gateway is on its way out, and who drains has counted those at work. */
    readonly isClosed: () => boolean
  }

/** Hands a run to an agent and resolves when it is over or back in the queue. */
export function createLaunch(deps: LaunchDeps): (run: Run, signal: AbortSignal) => Promise<void> {
  const { events } = deps
  const { announce, endEarly, expire, fail } = createEarlyEnd(deps)
  const begin = createBegin({ ...deps, onExpiry: expire })
  const findAgent = createFindAgent(deps)
  const gather = createGather(deps)
  const handOver = createHandOver({ ...deps, onRefusal: fail })

  /** Those who watch hear at once where this turn goes. */
  function open(run: LiveRun, note: string): void {
    const { runId, sessionId } = run
    for (const chunk of [...noteChunks(note), metadataChunk(run)]) {
      events.session(sessionId, { type: 'chunk', runId, chunk })
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
      if (deps.isClosed()) return
      if (!agent) throw agentMissing()
      const gathered = await gather(queued, { agent, signal })
      if (!gathered) return endEarly(queued, { status: 'stopped' })
      if (!gathered.holds()) return work(queued, signal)
      if (deps.isClosed()) return
      const { models, messages, tokenRatio, inherited } = gathered
      const { session, modelSwitch } = inherited
      let handedOver: Promise<void> | undefined
      const begun = begin(queued, {
        agent,
        inherited,
        handOver({ run, together, resume }) {
          const given = {
            session,
            models,
            messages: [...messages, ...together],
            resume,
            retryOf: queued.retryOf,
          }
          handedOver = handOver(run, tokenRatio === undefined ? given : { ...given, tokenRatio })
        },
      })
      if (!begun) return
      const { run, resume } = begun
      announce(queued)
      if (modelSwitch?.note && !resume) open(run, modelSwitch.note)
      await handedOver
      await run.over
    } catch (error) {
      // What was cut off by the way out is no failure: the run stands in the queue for the next start.
      if (deps.isClosed()) return
      endEarly(queued, { status: 'failed', error: toAppError(error).toShape() })
    }
  }
}
