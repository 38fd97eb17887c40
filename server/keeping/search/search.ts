import type { SearchFeature } from '../contract.ts'
import type { Jobs } from '../jobs.ts'

/** A search that takes longer is given up, in milliseconds; on a busy machine its thread alone needs a second or two. */
const LIMIT_MS = 5_000

/** Full-text search over all messages. It runs beside the gateway and never holds it up. */
export function createSearch(jobs: Jobs): SearchFeature {
  return {
    async messages({ query, ...rest }) {
      const { hits } = await jobs.run({ kind: 'search', query: { text: query, ...rest } }, LIMIT_MS)
      return { hits }
    },
  }
}
