import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { Agent } from '../agents/pool.ts'
import type { Clock } from '../clock.ts'
import type { ModelsFeature } from './contract.ts'
import type { Cooldowns } from './cooldowns.ts'

/** A model that has not answered so little by then does not work. */
const ANSWER_LIMIT_MS = 30_000
const FEW_TOKENS = 200

/**
 * Asks a model for a few words, through an agent as every call goes, and says how long that took. Rejects
 * as the call does.
 */
export function createModelTest(deps: {
  models: { direct(name: string): ModelTarget }
  usage: { allow(targets: readonly ModelTarget[]): ModelTarget[] }
  agents: { assign(key: string): Pick<Agent, 'summarise'> | undefined }
  cooldowns: Pick<Cooldowns, 'clear'>
  clock: Clock
}): ModelsFeature['test'] {
  const { models, usage: spending, agents, cooldowns, clock } = deps
  return async (name) => {
    const [model] = spending.allow([models.direct(name)])
    if (!model) throw new AppError('unknown_model', `There is no model ${name}.`)
    if (model.api === 'builtin') return { model: model.reference, durationMs: 0, tokens: null }
    const agent = agents.assign('models.test')
    if (!agent) throw new AppError('agent_unavailable', 'No agent is ready yet. Try again in a moment.')
    const begun = clock.now()
    const { usage } = await agent.summarise({
      model,
      earlier: null,
      messages: [{ id: 'test', role: 'user', parts: [{ type: 'text', text: 'Say OK.' }] }],
      limitTokens: FEW_TOKENS,
      timeoutMs: ANSWER_LIMIT_MS,
    })
    // It answers again: whoever waited for that need not wait any longer.
    cooldowns.clear(model.reference)
    return {
      model: model.reference,
      durationMs: clock.now() - begun,
      tokens: usage.inputTokens + usage.outputTokens,
    }
  }
}
