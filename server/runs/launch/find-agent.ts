import { AppError } from '#protocol/errors.ts'
import type { Agent, Agents } from '../../agents/pool.ts'
import type { Clock } from '../../clock.ts'

/** How long a run waits for an agent before it fails. */
const AGENT_WAIT_MS = 30_000

/** An agent for a session; undefined where none became ready in time or the signal says stop. */
export type FindAgent = (sessionId: string, signal: AbortSignal) => Promise<Agent | undefined>

export function createFindAgent({ clock, agents }: { clock: Clock; agents: Agents }): FindAgent {
  return async function findAgent(sessionId, signal) {
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
}

/** What a run ends with where no agent was found. */
export const agentMissing = (): AppError =>
  new AppError(
    'agent_unavailable',
    'No agent process became ready in 30 seconds. The log says why; try again in a moment.',
  )
