import type { ModelMessage, TextStreamPart, ToolSet } from 'ai'

/** What a model said, for a stream whose end never told. */
export function createSaidRecord() {
  const content: Extract<AssistantContent, unknown[]> = []
  let spoke = false
  return {
    addText(text: string) {
      if (text.trim() !== '') spoke = true
      const last = content.at(-1)
      if (last?.type === 'text') last.text += text
      else content.push({ type: 'text', text })
    },
    addCall({ toolCallId, toolName, input, providerMetadata }: ToolCallPart) {
      const isObject = typeof input === 'object' && input !== null
      const call = { toolCallId, toolName, input: isObject ? input : {} }
      content.push({
        type: 'tool-call',
        ...call,
        ...(providerMetadata ? { providerOptions: providerMetadata } : {}),
      })
    },
    spoke: () => spoke,
    message: (): ModelMessage => ({
      role: 'assistant',
      content: content.filter((part) => part.type !== 'text' || part.text.trim() !== ''),
    }),
  }
}

export type ToolCallPart = Extract<TextStreamPart<ToolSet>, { type: 'tool-call' }>
type AssistantContent = Extract<ModelMessage, { role: 'assistant' }>['content']
