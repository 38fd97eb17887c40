import type { ErrorCode, ErrorShape } from '#protocol/errors.ts'

export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** What all pieces of one answer have in common. */
export interface Head {
  readonly id: string
  readonly created: number
  readonly model: string
}

const usageOf = ({ inputTokens, outputTokens }: Usage) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
})

/** A whole answer, in OpenAI's shape. */
export const completion = ({ id, created, model }: Head, text: string, usage: Usage) => ({
  id,
  object: 'chat.completion',
  created,
  model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: text, refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: usageOf(usage),
})

/** One piece of a streamed answer; the last one says why it ends. */
export const completionChunk = (
  { id, created, model }: Head,
  delta: { role?: 'assistant'; content?: string },
  finishReason: 'stop' | null = null,
) => ({
  id,
  object: 'chat.completion.chunk',
  created,
  model,
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
})

/** The piece that carries the numbers, where they were asked for. */
export const usageChunk = ({ id, created, model }: Head, usage: Usage) => ({
  id,
  object: 'chat.completion.chunk',
  created,
  model,
  choices: [],
  usage: usageOf(usage),
})

/** OpenAI's clients read the status first and show the message. */
const STATUS: Partial<Record<ErrorCode, [status: number, type: string]>> = {
  bad_request: [400, 'invalid_request_error'],
  too_large: [413, 'invalid_request_error'],
  unauthenticated: [401, 'authentication_error'],
  forbidden: [403, 'permission_error'],
  not_found: [404, 'invalid_request_error'],
  unknown_model: [404, 'invalid_request_error'],
  conflict: [409, 'invalid_request_error'],
  too_many: [429, 'rate_limit_error'],
  model_rate_limited: [429, 'rate_limit_error'],
  cap_reached: [429, 'insufficient_quota'],
  model_unavailable: [503, 'server_error'],
  agent_unavailable: [503, 'server_error'],
  state_unwritable: [503, 'server_error'],
}

export function errorReply(error: ErrorShape): { status: number; body: unknown } {
  const [status, type] = STATUS[error.code] ?? [500, 'server_error']
  return { status, body: { error: { message: error.message, type, param: null, code: error.code } } }
}
