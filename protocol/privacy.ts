import type { ModelTarget } from './agent-rpc.ts'
import type { ChatMessage } from './messages.ts'

/** Anything stored that may hold private words: a message, a memory, a summary. Derived items inherit. */
export interface StoredItem {
  readonly private?: boolean | undefined
}

export type MayLeave = (item: StoredItem, target: ModelTarget) => boolean

/** Whether this item may be part of what is said to this model. The one rule of private turns; pure. */
export const mayLeave: MayLeave = (item, target) => item.private !== true || isLocal(target)

/** Whether an item may go to each of these models: a run's prompt goes to the next one where one fails. */
export function mayLeaveToAll(
  item: StoredItem,
  targets: readonly ModelTarget[],
  rule: MayLeave = mayLeave,
): boolean {
  return targets.every((target) => rule(item, target))
}

/**
 * Models that Ollama on this machine passes on to its vendor's servers, by the names that the vendor
 * gives them: `gpt-oss:120b-cloud`, `glm-4.6:cloud` (docs.ollama.com/cloud).
 */
const PASSED_ON = /[:-]cloud$/i

/** Whether what is said to a model stays on this machine: built in, or served on a loopback address. */
export function isLocal(target: Pick<ModelTarget, 'api' | 'modelId' | 'baseUrl'>): boolean {
  if (target.api === 'builtin') return true
  if (target.api !== 'ollama' && target.api !== 'openai-compatible') return false
  if (PASSED_ON.test(target.modelId)) return false
  if (target.baseUrl === undefined) return target.api === 'ollama'
  const address = URL.parse(target.baseUrl)
  if (address === null) return false
  const { hostname, protocol } = address
  if (hostname === 'localhost' || hostname === '[::1]' || hostname === '127.0.0.1') return true
  // By other names of this machine a proxy for HTTPS could be asked.
  return protocol === 'http:' && /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** What stands where a private turn was, so that the conversation keeps its shape. Says nothing of it. */
export const LEFT_OUT = '[private turn left out]'

/**
 * The messages as these models may have them: what may not leave keeps its place and its author, and
 * nothing else. Chat commands and the gateway's own first words about a model are for people, not for
 * models, and go out of all of them.
 */
export function forModels(
  messages: readonly ChatMessage[],
  targets: readonly ModelTarget[],
  rule: MayLeave = mayLeave,
): ChatMessage[] {
  return messages
    .filter((message) => message.metadata?.command === undefined)
    .map((message) =>
      mayLeaveToAll({ private: message.metadata?.private }, targets, rule)
        ? withoutSwitchNote(message)
        : blank(message),
    )
}

function blank({ id, role, metadata }: ChatMessage): ChatMessage {
  const { createdAt = 0, runId, status } = metadata ?? {}
  return {
    id,
    role,
    parts: [{ type: 'text', text: LEFT_OUT }],
    metadata: { createdAt, ...(runId ? { runId } : {}), ...(status ? { status } : {}) },
  }
}

/** Without it a model would begin its own answers with the same words. */
function withoutSwitchNote(message: ChatMessage): ChatMessage {
  const note = message.metadata?.modelSwitch?.note
  const [first] = message.parts
  if (note === undefined || first?.type !== 'text' || first.text !== note) return message
  return { ...message, parts: message.parts.slice(1) }
}
