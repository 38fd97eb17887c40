import { joinText, json, toolCallsOf, type Wire, type WireContext } from './wire.ts'

const CREATED = '2026-01-01T00:00:00.000Z'

/** Ollama's own chat API: one JSON object a line; a tool call comes whole. */
export function createOllamaWire(context: WireContext): Wire {
  const line = (fields: object): string =>
    `${json({ model: context.model, created_at: CREATED, ...fields })}\n`
  const message = (fields: object): string =>
    line({ message: { role: 'assistant', content: '', ...fields }, done: false })
  const toolCalls = (call: { name: string; argumentPieces: readonly string[] }) => ({
    function: { name: call.name, arguments: JSON.parse(call.argumentPieces.join('') || '{}') as unknown },
  })
  const ending = (usage: { inputTokens: number; outputTokens: number }) => ({
    done: true,
    done_reason: 'stop',
    total_duration: 1_000_000,
    load_duration: 1_000,
    prompt_eval_count: usage.inputTokens,
    prompt_eval_duration: 1_000,
    eval_count: usage.outputTokens,
    eval_duration: 1_000,
  })
  const errorBody = (status: number) => ({ error: `The fake vendor answers ${status}.` })

  return {
    contentType: 'application/x-ndjson',
    open: () => '',
    text: (delta) => message({ content: delta }),
    reasoning: (delta) => message({ thinking: delta }),
    toolCall: (call) => [message({ tool_calls: [toolCalls(call)] })],
    close: (usage) => line({ message: { role: 'assistant', content: '' }, ...ending(usage) }),
    recorded: (recordedLine) => `${recordedLine}\n`,
    recordedEnd: () => '',
    whole(turn, usage) {
      const thoughts = joinText(turn, 'reasoning')
      const calls = toolCallsOf(turn)
      return {
        model: context.model,
        created_at: CREATED,
        message: {
          role: 'assistant',
          content: joinText(turn, 'text'),
          ...(thoughts ? { thinking: thoughts } : {}),
          ...(calls.length > 0 ? { tool_calls: calls.map(toolCalls) } : {}),
        },
        ...ending(usage),
      }
    },
    errorBody,
    errorFrame: (status) => `${json(errorBody(status))}\n`,
  }
}
