import type { ApprovalDecision } from '../access/approvals.ts'
import type { ErrorShape } from '../errors.ts'
import type { ModelChange, ModelChoice } from '../messages.ts'
import type { QueueMode } from '../sessions.ts'

/** Why an answer is as it is: what began it, where it went, who spoke, what was done under which rule, what it cost. */
export interface WhyReport {
  readonly runId: string
  /** The answer that is explained. */
  readonly messageId: string
  readonly status: string
  readonly error: ErrorShape | null
  readonly trigger: {
    /** `web`, `telegram`, `cron` …; null where the message was removed. */
    readonly channel: string | null
    /** Who wrote it, by the name that he gave himself; null for the owner. */
    readonly author: string | null
    /** The beginning of the message. */
    readonly text: string
    readonly at: number
    /** What its words did while another answer was being made. */
    readonly mode: QueueMode
    /** The run that this one does again. */
    readonly retryOf: string | null
  }
  readonly route: {
    readonly sessionId: string
    readonly key: string
    readonly title: string
    /** The assistant: what the owner calls it now, null where that is its id, and whether it is gone from the settings. */
    readonly agent: { readonly id: string; readonly name: string | null; readonly gone: boolean }
    readonly trusted: boolean
    /** Whether the prompt held what the owner did not write, or words for models on this machine only. */
    readonly tainted: boolean
    readonly private: boolean
    /** How often it was handed to an agent: more than once where one was lost. */
    readonly attempts: number
  }
  /** `provider:model`, and each time that another one took over. */
  readonly model: string | null
  /** Whose choice the one that came first was; null where that was not written down. */
  readonly modelBy: ModelChoice | null
  readonly modelChanges: readonly ModelChange[]
  readonly calls: readonly WhyCall[]
  readonly tools: readonly WhyTool[]
  readonly waitedMs: number
  readonly durationMs: number | null
  /** When it was first handed to an agent, and when it ended; null where it was not, or did not. */
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** US dollars as far as prices are known; null where none is. */
  readonly costUsd: number | null
}

/** One call of the model. */
export interface WhyCall {
  readonly model: string
  /** Size of the prompt as the vendor counted it, and how much of it the vendor had kept. */
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  readonly costUsd: number | null
  /** When its step was over, the tools that it called included. */
  readonly at: number
}

/** One call of a tool: by which rule it ran or did not, and what the owner said. */
export interface WhyTool {
  readonly toolCallId: string | null
  readonly tool: string
  readonly input?: unknown
  readonly state: string
  readonly rule: string | null
  /** When it began to work, or was refused. */
  readonly startedAt: number
  /** How long it worked, without the time that it waited for the owner; null where it did not end. */
  readonly durationMs: number | null
  readonly approval: {
    readonly decision: ApprovalDecision | null
    readonly askedAt: number
    readonly waitedMs: number | null
  } | null
}

/** Where the panel shows this report; an address within it. */
export const whyPath = ({ route, messageId }: Pick<WhyReport, 'route' | 'messageId'>): string =>
  `/?session=${encodeURIComponent(route.sessionId)}&why=${encodeURIComponent(messageId)}`
