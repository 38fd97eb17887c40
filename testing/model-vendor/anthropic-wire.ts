import { errorKind, joinText, json, toolCallsOf, type Wire, type WireContext } from './wire.ts'

type BlockKind = 'text' | 'thinking' | 'tool_use'

/** Anthropic messages: named events, content blocks that open and close, a ping where the real one pings. */
export function createAnthropicWire(context: WireContext): Wire {
  const id = context.nextId('msg')
  let index = -1
  let openBlock: BlockKind | undefined
  let calledTool = false

  const event = (value: { type: string }): string => `event: ${value.type}\ndata: ${json(value)}\n\n`
  const delta = (value: object): string =>
    event({ type: 'content_block_delta', index, delta: value } as { type: string })

  function closeBlock(): string {
    if (openBlock === undefined) return ''
    const signature =
      openBlock === 'thinking' ? delta({ type: 'signature_delta', signature: 'c2lnbmVk' }) : ''
    openBlock = undefined
    return signature + event({ type: 'content_block_stop', index } as { type: string })
  }

  function enterBlock(kind: BlockKind, block: object): string {
    if (openBlock === kind && kind !== 'tool_use') return ''
    const closed = closeBlock()
    openBlock = kind
    index += 1
    return closed + event({ type: 'content_block_start', index, content_block: block } as { type: string })
  }

  const errorBody = (status: number) => ({
    type: 'error',
    error: { type: errorKind(status), message: `The fake vendor answers ${status}.` },
    request_id: 'req_fake',
  })

  return {
    contentType: 'text/event-stream; charset=utf-8',
    open: () =>
      event({
        type: 'message_start',
        message: {
          id,
          type: 'message',
          role: 'assistant',
          model: context.model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: tokens({ inputTokens: context.usage.inputTokens, outputTokens: 1 }),
        },
      } as { type: string }) + event({ type: 'ping' }),
    text: (piece) =>
      enterBlock('text', { type: 'text', text: '' }) + delta({ type: 'text_delta', text: piece }),
    reasoning: (piece) =>
      enterBlock('thinking', { type: 'thinking', thinking: '', signature: '' }) +
      delta({ type: 'thinking_delta', thinking: piece }),
    toolCall(call) {
      calledTool = true
      const callId = call.id ?? context.nextId('toolu')
      return [
        enterBlock('tool_use', { type: 'tool_use', id: callId, name: call.name, input: {} }),
        ...call.argumentPieces.map((piece) => delta({ type: 'input_json_delta', partial_json: piece })),
        closeBlock(),
      ]
    },
    close: (usage) =>
      closeBlock() +
      event({
        type: 'message_delta',
        delta: { stop_reason: calledTool ? 'tool_use' : 'end_turn', stop_sequence: null },
        usage: { output_tokens: usage.outputTokens },
      } as { type: string }) +
      event({ type: 'message_stop' }),
    recorded: (line) => `event: ${(JSON.parse(line) as { type: string }).type}\ndata: ${line}\n\n`,
    recordedEnd: () => '',
    whole(turn, usage) {
      const thoughts = joinText(turn, 'reasoning')
      const content = joinText(turn, 'text')
      const calls = toolCallsOf(turn)
      return {
        id,
        type: 'message',
        role: 'assistant',
        model: context.model,
        content: [
          ...(thoughts ? [{ type: 'thinking', thinking: thoughts, signature: 'c2lnbmVk' }] : []),
          ...(content ? [{ type: 'text', text: content }] : []),
          ...calls.map((call) => ({
            type: 'tool_use',
            id: call.id ?? context.nextId('toolu'),
            name: call.name,
            input: JSON.parse(call.argumentPieces.join('') || '{}') as unknown,
          })),
        ],
        stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
        stop_sequence: null,
        usage: tokens(usage),
      }
    },
    errorBody,
    errorFrame: (status) => event(errorBody(status)),
  }
}

function tokens(usage: { inputTokens: number; outputTokens: number }) {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: usage.outputTokens,
  }
}
