export interface UsageFeature {
  /** Each of the last `days` local days that had model calls, newest first, and how far the daily cap is used up. */
  get(input: { days: number }): {
    /** The machine's own day, as the days are named. */
    today: string
    days: { day: string; calls: number; inputTokens: number; outputTokens: number; costUsd: number | null }[]
    cap: { dailyUsd: number | null; spentUsd: number }
  }
  /** The same days by who answered, by where it was said and by job, the most tokens first; of the latter two the first 20. */
  breakdown(input: { days: number }): {
    models: ({ model: string } & UsageSum)[]
    sessions: ({ sessionId: string; title: string; key: string } & UsageSum)[]
    /** Scheduled jobs; `text` is empty for one that is over and whose conversation has no name. */
    jobs: ({ jobId: string; sessionId: string; text: string } & UsageSum)[]
  }
}

interface UsageSum {
  calls: number
  inputTokens: number
  outputTokens: number
  costUsd: number | null
}
