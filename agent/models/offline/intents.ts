import { CONVERSATION_INTENTS } from './conversation-intents.ts'
import { FILE_INTENTS } from './file-intents.ts'
import { GATEWAY_INTENTS } from './gateway-intents.ts'
import type { Intent, Plan } from './intent.ts'
import { JOB_INTENTS } from './job-intents.ts'

/** The whole table, at most 20; the first that matches wins. */
export const INTENTS: readonly Intent[] = [
  ...JOB_INTENTS,
  ...GATEWAY_INTENTS,
  ...FILE_INTENTS,
  ...CONVERSATION_INTENTS,
]

export interface Understood {
  readonly intent: Intent
  readonly plan: Plan
}

const COURTESY_BEFORE =
  /^(?:(?:@\w{2,32}|(?:please|pls|hey|openclaw|can you|could you|would you|will you)\b|请你?|麻烦你?|帮我|你能不能|能不能)[\s,，:：]*)+/i
const COURTESY_AFTER = /(?<![,\s])[,\s]+please[.!?\s]*$/i

/**
 * Most characters of a message that the rules look at. Longer ones are no commands but material; the
 * limit also bounds the time of the patterns, some of which take the square of the length.
 */
const UTTERANCE_LIMIT = 2_000

/** Finds what the user asks for; undefined where no rule fits, which is then said plainly. */
export function understand(text: string): Understood | undefined {
  const verbatim = text.trim().replace(COURTESY_BEFORE, '').replace(COURTESY_AFTER, '')
  const utterance = verbatim.replace(/(?<![.。!！?？\s])[.。!！?？\s]+$/, '')
  if (utterance === '' || text.length > UTTERANCE_LIMIT) return undefined
  for (const intent of INTENTS) {
    const plan = intent.match(utterance, verbatim)
    if (plan) return { intent, plan }
  }
  return undefined
}
