import * as z from 'zod'
import { AppError, describeIssues } from '#protocol/errors.ts'
import { CHAT_TEXT_LIMIT } from '#protocol/sessions.ts'

/** The model name that means: whatever answers here. */
export const OWN_MODEL = 'openclaw'
/** The conversation of requests that name no user. */
const NO_USER = 'default'

const content = z.union([
  z.string(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  z.null(),
])
const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: content.optional(),
})
type Message = z.infer<typeof message>

/** What of OpenAI's request is read; everything else (temperature, seed …) is the assistant's own business. */
const completionRequest = z.looseObject({
  model: z.string().min(1).max(200),
  messages: z.array(message).min(1).max(2_000),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  user: z.string().min(1).max(200).nullish(),
  n: z.number().nullish(),
  tools: z.array(z.unknown()).nullish(),
  functions: z.array(z.unknown()).nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
})

/** A request as one turn of a conversation. */
export interface Asked {
  readonly model: string
  readonly text: string
  /** Names the conversation. */
  readonly user: string
  /** The request brings its whole conversation; nothing from before counts. */
  readonly fresh: boolean
  readonly stream: boolean
  readonly withUsage: boolean
}

/**
 * Reads a request. With a `user` the session holds the conversation, and only the last message is new.
 * Without one the request is all there is: its earlier messages are given to the model as text. Throws
 * `bad_request` for what this assistant can't do, rather than doing something else.
 */
export function readRequest(body: unknown): Asked {
  const parsed = completionRequest.safeParse(body)
  if (!parsed.success) throw new AppError('bad_request', describeIssues(parsed.error))
  const { model, messages, stream, stream_options, user } = parsed.data
  refuseUnknown(parsed.data)
  const last = messages.at(-1)
  if (last?.role !== 'user') throw new AppError('bad_request', 'The last message must be one of the user.')
  const question = textOf(last)
  if (question.trim() === '') throw new AppError('bad_request', 'The last message is empty.')
  const earlier = messages.slice(0, -1).filter(({ role }) => user == null || isInstruction(role))
  const text = [...describeEarlier(earlier), question].join('\n\n')
  if (text.length > CHAT_TEXT_LIMIT) {
    throw new AppError('too_large', `The messages have more than ${CHAT_TEXT_LIMIT} characters together.`)
  }
  return {
    model,
    text,
    user: user ?? NO_USER,
    fresh: user == null,
    stream: stream === true,
    withUsage: stream_options?.include_usage === true,
  }
}

function refuseUnknown(request: z.infer<typeof completionRequest>): void {
  const { n, tools, functions, response_format } = request
  if ((n ?? 1) !== 1) throw new AppError('bad_request', 'n: one answer is given at a time.')
  if ((tools?.length ?? 0) + (functions?.length ?? 0) > 0) {
    throw new AppError(
      'bad_request',
      'tools: the assistant uses its own tools. Leave tools and functions out.',
    )
  }
  if (response_format && response_format.type !== 'text') {
    throw new AppError('bad_request', 'response_format: only text is given. Leave it out.')
  }
}

const isInstruction = (role: Message['role']): boolean => role === 'system' || role === 'developer'

function describeEarlier(messages: readonly Message[]): string[] {
  const lines = messages.map((said) => `${said.role}: ${textOf(said)}`)
  if (lines.length === 0) return []
  return [
    `A program asks over the API. It gave this before the question:\n\n${lines.join('\n\n')}`,
    'The question:',
  ]
}

function textOf({ content: given }: Message): string {
  if (typeof given === 'string') return given
  return (given ?? [])
    .map((part) => {
      if (part.text === undefined) {
        throw new AppError(
          'bad_request',
          `messages: only text is read, not ${JSON.stringify(part.type.slice(0, 40))}.`,
        )
      }
      return part.text
    })
    .join('\n')
}
