import type { Summary } from '#db/queries/summaries.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { estimateTokens } from '#protocol/models/tokens.ts'
import { forModels, type MayLeave } from '#protocol/privacy.ts'
import type { Agent } from '../agents/pool.ts'
import type { Log } from '../log.ts'
import type { HistoryBudget } from './budget.ts'
import type { Covered } from './covered.ts'
import { recordByRule } from './rule-record.ts'

/** A summary is worth waiting for only so long; then the rule makes one. */
const SUMMARY_TIMEOUT_MS = 45_000

export type Summariser = Pick<Agent, 'summarise'>

interface WrittenSummary {
  readonly text: string
  /** Null where the rule made it. */
  readonly model: string | null
  /** What asking the model cost, whoever made the text. */
  readonly call: Awaited<ReturnType<Summariser['summarise']>> | undefined
}

/** Asks the model, once; by rule where it can not, fails, or does not make it shorter. */
export async function writeSummary(
  covered: Covered,
  given: {
    target: ModelTarget
    agent: Summariser | undefined
    budget: HistoryBudget
    ratio: number
    earlier: Summary | undefined
    task: ChatMessage | undefined
  },
  { rule, log }: { rule: MayLeave; log: Log },
): Promise<WrittenSummary> {
  const { target, agent, budget, ratio } = given
  const source = forModels(covered.source, [target], rule)
  const hidden = given.earlier?.private === true && !rule({ private: true }, target)
  const earlier = given.earlier && !hidden ? given.earlier.text : null
  const [task] = given.task ? forModels([given.task], [target], rule) : []
  const byRule = () => ({
    text: recordByRule({ source, task, earlier, limitTokens: budget.summary }),
    model: null,
    call: undefined,
  })
  if (!agent || target.api === 'builtin') return byRule()
  try {
    const messages = task && covered.partial && task.id !== source[0]?.id ? [task, ...source] : source
    const call = await agent.summarise({
      model: target,
      earlier,
      messages,
      limitTokens: budget.summary,
      tokenRatio: ratio,
      timeoutMs: SUMMARY_TIMEOUT_MS,
    })
    const shrinks = estimateTokens(call.text) < covered.tokens
    if (shrinks) return { text: call.text, model: target.reference, call }
    return { ...byRule(), call }
  } catch (error) {
    log.warn('A summary could not be made by the model; the rule makes it.', {
      model: target.reference,
      error,
    })
    return byRule()
  }
}
