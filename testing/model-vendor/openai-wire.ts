import { errorKind, joinText, json, toolCallsOf, type Wire, type WireContext } from './wire.ts'

/** OpenAI chat completions, as api.openai.com and the many compatible servers speak it. */
export function createOpenaiWire(context: WireContext): Wire {
  const id = context.nextId('chatcmpl')
  const created = 1_760_000_000
  let calls = 0

  const chunk = (delta: object, finishReason: string | null = null): string =>
    `data: ${json({
      id,
      object: 'chat.completion.chunk',
      created,
      model: context.model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    })}\n\n`

  const tokens = (usage: { inputTokens: number; outputTokens: number }) => ({
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
  })

  const errorBody = (status: number) => ({
    error: {
      message: `The fake vendor answers ${status}.`,
      type: errorKind(status),
      param: null,
      code: null,
    },
  })

  return {
    contentType: 'text/event-stream; charset=utf-8',
    open: () => chunk({ role: 'assistant', content: '' }),
    text: (delta) => chunk({ content: delta }),
    reasoning: (delta) => chunk({ reasoning_content: delta }),
    toolCall(call) {
      const index = calls++
      const callId = call.id ?? context.nextId('call')
      return [
        chunk({
          tool_calls: [{ index, id: callId, type: 'function', function: { name: call.name, arguments: '' } }],
        }),
        ...call.argumentPieces.map((piece) =>
          chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
        ),
      ]
    },
    close: (usage) =>
      chunk({}, calls > 0 ? 'tool_calls' : 'stop') +
      `data: ${json({ id, object: 'chat.completion.chunk', created, model: context.model, choices: [], usage: tokens(usage) })}\n\n` +
      'data: [DONE]\n\n',
    recorded: (line) => `data: ${line}\n\n`,
    recordedEnd: () => 'data: [DONE]\n\n',
    whole(turn, usage) {
      const toolCalls = toolCallsOf(turn).map((call) => ({
        id: call.id ?? context.nextId('call'),
        type: 'function',
        function: { name: call.name, arguments: call.argumentPieces.join('') },
      }))
      const thoughts = joinText(turn, 'reasoning')
      return {
        id,
        object: 'chat.completion',
        created,
        model: context.model,
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: joinText(turn, 'text') || null,
              ...(thoughts ? { reasoning_content: thoughts } : {}),
              ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
            },
            finish_reason: toolCalls.length > 0 ? 'tool_calls' : 'stop',
          },
        ],
        usage: tokens(usage),
      }
    },
    errorBody,
    errorFrame: (status) => `data: ${json(errorBody(status))}\n\n`,
  }
}
