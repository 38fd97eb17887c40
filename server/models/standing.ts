import type { Session } from '#db/queries/sessions.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { findAgent } from '#protocol/config/agents.ts'
import type { Config } from '#protocol/config.ts'
import type { ModelChoice } from '#protocol/messages.ts'
import type { ModelReference } from '#protocol/models/reference.ts'
import { isLocal } from '#protocol/privacy.ts'
import { getModel } from './choice.ts'
import type { Surroundings } from './target.ts'

/** What one message asked for: the model that its words named, and whether they must stay on this machine. */
export interface Turn {
  readonly model?: string | undefined
  readonly private?: boolean | undefined
}

/** Where a choice of a model is kept that no message made. */
export type Standing = Pick<Session, 'model' | 'agent'>

/** Whose choice the model of a turn is: the message's before the session's, that before the agent's. */
export function choiceOf({ model, agent }: Standing, { turn, config }: { turn: Turn; config: Config }) {
  const isAgents = findAgent(config, agent)?.model !== undefined
  const choice = turn.private || turn.model !== undefined ? 'message' : undefined
  return (choice ?? (model !== null ? 'session' : isAgents ? 'agent' : 'main')) satisfies ModelChoice
}

/** The model of an agent's own; undefined where it has none, or is gone. Throws `unknown_model`. */
export function findOwnModel(agent: string, now: Surroundings): ModelReference | undefined {
  const own = findAgent(now.config, agent)?.model
  return own === undefined ? undefined : getModel(own, now)
}

/** Whether a model may answer in the place of others that were chosen: those on this machine keep words here. */
export const mayStandIn = (target: ModelTarget, chosen: readonly ModelTarget[]): boolean =>
  isLocal(target) || !chosen.every(isLocal)
