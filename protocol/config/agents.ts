import * as z from 'zod'
import { AGENT_NAME_LIMIT, INSTRUCTIONS_LIMIT, MAIN_AGENT } from '../agent.ts'
import type { Config } from '../config.ts'

/** An assistant's id: it stands in the keys of its conversations, so it holds nothing that means something there. */
export const agentId = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'an id of small letters, digits and dashes, 32 at most, such as "research"')

/** `agents.list`: the owner's assistants. `main` is always one of them, written down or not. */
export const agentList = z
  .record(
    agentId,
    z.looseObject({
      name: z
        .string()
        .trim()
        .min(1)
        .max(AGENT_NAME_LIMIT)
        .optional()
        .describe('What the assistant is called. Absent: its id.'),
      model: z
        .string()
        .trim()
        .min(1)
        .optional()
        .describe('The model that answers in its conversations. Absent: models.main.'),
      instructions: z
        .string()
        .trim()
        .min(1)
        .max(INSTRUCTIONS_LIMIT)
        .optional()
        .describe(
          'What it is told before each of your own conversations with it. Other people’s conversations never get it.',
        )
        .meta({ long: true }),
    }),
  )
  .default({})

/** One assistant as the configuration has it. */
export interface ConfiguredAgent {
  readonly id: string
  /** Absent where the owner gave it none. */
  readonly name?: string | undefined
  readonly model?: string | undefined
  readonly instructions?: string | undefined
}

/** The assistants that there are, `main` first. */
export function listAgents({ agents }: Pick<Config, 'agents'>): ConfiguredAgent[] {
  const { [MAIN_AGENT]: main = {}, ...others } = agents.list
  return Object.entries({ [MAIN_AGENT]: main, ...others }).map(([id, { name, model, instructions }]) => ({
    id,
    name,
    model,
    instructions,
  }))
}

/** The assistant with this id; undefined where there is none, or none any more. */
export const findAgent = (config: Pick<Config, 'agents'>, id: string): ConfiguredAgent | undefined =>
  listAgents(config).find((agent) => agent.id === id)
