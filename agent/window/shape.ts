import type { LanguageModelV4Prompt } from '@ai-sdk/provider'

export type PromptMessage = LanguageModelV4Prompt[number]
type AssistantMessage = Extract<PromptMessage, { role: 'assistant' }>
type ToolMessage = Extract<PromptMessage, { role: 'tool' }>
type ToolCallPart = Extract<AssistantMessage['content'][number], { type: 'tool-call' }>

const NO_RESULT = 'The run ended before this call gave a result. Whether it took effect is not known.'
const NO_QUESTION = '[The conversation goes on here.]'

/**
 * The prompt as the strictest vendor wants it, whatever a crash left behind: instructions first, then a
 * user's message, user and assistant by turns, each call with exactly one result right behind it, no
 * result without its call, nothing empty. A prompt that is like this already comes back with the same content.
 */
export function shapePrompt(prompt: LanguageModelV4Prompt): LanguageModelV4Prompt {
  const instructions = prompt.filter((message) => message.role === 'system')
  const shaped: PromptMessage[] = []
  const results = collectResults(prompt)
  const answered = new Set<string>()

  for (const message of prompt) {
    if (message.role === 'user') addUser(shaped, message)
    if (message.role !== 'assistant') continue
    const content = message.content.filter((part) => !isEmpty(part) && !isRepeated(part, answered))
    if (content.length === 0) continue
    if (shaped.length === 0) addUser(shaped, { role: 'user', content: [{ type: 'text', text: NO_QUESTION }] })
    addAssistant(shaped, { ...message, content })
    const calls = content.filter((part): part is ToolCallPart => part.type === 'tool-call')
    if (calls.length === 0) continue
    for (const call of calls) answered.add(call.toolCallId)
    shaped.push({
      role: 'tool',
      content: calls.map((call) => results.get(call.toolCallId) ?? noResult(call)),
    })
  }
  return [...instructions, ...shaped]
}

function collectResults(prompt: LanguageModelV4Prompt) {
  const results = new Map<string, ToolMessage['content'][number]>()
  for (const message of prompt) {
    if (message.role !== 'tool') continue
    for (const part of message.content) if (part.type === 'tool-result') results.set(part.toolCallId, part)
  }
  return results
}

function noResult(call: ToolCallPart): ToolMessage['content'][number] {
  const { toolCallId, toolName } = call
  return { type: 'tool-result', toolCallId, toolName, output: { type: 'error-text', value: NO_RESULT } }
}

function isEmpty(part: { type: string; text?: unknown }): boolean {
  return part.type === 'text' && typeof part.text === 'string' && part.text.trim() === ''
}

/** A call that was made before, and results inside an answer, which belong to a message of their own. */
function isRepeated(part: AssistantMessage['content'][number], answered: ReadonlySet<string>): boolean {
  return part.type === 'tool-result' || (part.type === 'tool-call' && answered.has(part.toolCallId))
}

function addUser(shaped: PromptMessage[], message: Extract<PromptMessage, { role: 'user' }>): void {
  const content = message.content.filter((part) => !isEmpty(part))
  if (content.length === 0) return
  const last = shaped.at(-1)
  if (last?.role === 'user') shaped[shaped.length - 1] = { ...last, content: [...last.content, ...content] }
  else shaped.push({ ...message, content })
}

function addAssistant(shaped: PromptMessage[], message: AssistantMessage): void {
  const last = shaped.at(-1)
  if (last?.role === 'assistant')
    shaped[shaped.length - 1] = { ...last, content: [...last.content, ...message.content] }
  else shaped.push(message)
}
