import type { Db } from '#db/client.ts'
import { findWhy } from '#db/queries/why.ts'
import type { WhyReport } from '#protocol/chat/why.ts'
import { findAgent } from '#protocol/config/agents.ts'
import type { Config } from '#protocol/config.ts'
import { AppError } from '#protocol/errors.ts'

export interface WhyFeature {
  /** By the id of an answer, of the message that it answers, or of a run. Throws `not_found`. */
  get(messageId: string): WhyReport
}

/** Explains an answer from what the journal says of it; what an assistant is called, the configuration says. */
export const createWhy = ({ db, config }: { db: Db; config: () => Pick<Config, 'agents'> }): WhyFeature => ({
  get(messageId) {
    const report = findWhy(db, messageId)
    if (!report) throw new AppError('not_found', 'Nothing is known of such a message: no run answered it.')
    const { agent: id, ...route } = report.route
    const agent = findAgent(config(), id)
    return { ...report, route: { ...route, agent: { id, name: agent?.name ?? null, gone: !agent } } }
  },
})
