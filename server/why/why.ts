import type { Db } from '#db/client.ts'
import { findWhy } from '#db/queries/why.ts'
import type { WhyReport } from '#protocol/chat/why.ts'
import { AppError } from '#protocol/errors.ts'

export interface WhyFeature {
  /** By the id of an answer, of the message that it answers, or of a run. Throws `not_found`. */
  get(messageId: string): WhyReport
}

/** Explains an answer from what the journal says of it. */
export const createWhy = (db: Db): WhyFeature => ({
  get(messageId) {
    const report = findWhy(db, messageId)
    if (!report) throw new AppError('not_found', 'Nothing is known of such a message: no run answered it.')
    return report
  },
})
