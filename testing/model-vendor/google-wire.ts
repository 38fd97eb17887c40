import { joinText, json, toolCallsOf, type Wire, type WireContext } from './wire.ts'

/** Gemini's generateContent: server-sent events without names, a tool call comes whole. */
export function createGoogleWire(context: WireContext): Wire {
  const responseId = context.nextId('gemini')
  const candidate = (parts: object[], finishReason?: string): object => ({
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...(finishReason ? { finishReason } : {}) }],
    modelVersion: context.model,
    responseId,
  })
  const frame = (value: object): string => `data: ${json(value)}\n\n`
  const tokens = (usage: { inputTokens: number; outputTokens: number }) => ({
    usageMetadata: {
      promptTokenCount: usage.inputTokens,
      candidatesTokenCount: usage.outputTokens,
      totalTokenCount: usage.inputTokens + usage.outputTokens,
    },
  })
  const functionCall = (call: { name: string; argumentPieces: readonly string[] }) => ({
    functionCall: { name: call.name, args: JSON.parse(call.argumentPieces.join('') || '{}') as unknown },
  })
  const errorBody = (status: number) => ({
    error: { code: status, message: `The fake vendor answers ${status}.`, status: 'FAILED' },
  })

  return {
    contentType: 'text/event-stream',
    open: () => '',
    text: (delta) => frame(candidate([{ text: delta }])),
    reasoning: (delta) => frame(candidate([{ text: delta, thought: true }])),
    toolCall: (call) => [frame(candidate([functionCall(call)]))],
    close: (usage) => frame({ ...candidate([{ text: '' }], 'STOP'), ...tokens(usage) }),
    recorded: (line) => `data: ${line}\n\n`,
    recordedEnd: () => '',
    whole(turn, usage) {
      const thoughts = joinText(turn, 'reasoning')
      const parts = [
        ...(thoughts ? [{ text: thoughts, thought: true }] : []),
        { text: joinText(turn, 'text') },
        ...toolCallsOf(turn).map(functionCall),
      ]
      return { ...candidate(parts, 'STOP'), ...tokens(usage) }
    },
    errorBody,
    errorFrame: (status) => frame(errorBody(status)),
  }
}
