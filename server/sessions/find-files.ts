import { AppError } from '#protocol/errors.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import type { Agents } from '../agents/pool.ts'
import type { FilesFeature } from './contract.ts'

/** Names files of the workspace to whoever writes in a conversation whose tools may read them. */
export function createFileFinder(deps: {
  getSession: (sessionId: string) => SessionSummary
  agents: Pick<Agents, 'members'>
}): FilesFeature {
  return {
    async find({ sessionId, query, limit }) {
      if (sessionId !== undefined && !deps.getSession(sessionId).trusted) {
        throw new AppError(
          'policy_denied',
          'Others can write in this conversation, so the workspace stays closed to it.',
        )
      }
      const [agent] = deps.agents.members()
      if (!agent) throw new AppError('agent_unavailable', 'No agent is ready yet. Try again in a moment.')
      return agent.request('files.find', { query, limit })
    },
  }
}
