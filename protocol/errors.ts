import * as z from 'zod'

/**
 * Every way a request or a run can fail, as one closed list. A client switches on the code;
 * the message is for people and names what is wrong and what to do.
 */
export const ERROR_CODES = [
  // the request itself
  'bad_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'too_many',
  'unknown_method',
  'unknown_session',
  'unknown_agent',
  // models
  'unknown_model',
  'missing_key',
  'model_auth',
  'model_rejected',
  'model_rate_limited',
  'model_unavailable',
  'model_timeout',
  'model_stream_cut',
  'cap_reached',
  // chat platforms
  'channel_unavailable',
  // agents, tools, runs
  'agent_unavailable',
  'agent_crashed',
  'run_deadline',
  'run_interrupted',
  'tool_failed',
  'path_denied',
  'policy_denied',
  'sandbox_unavailable',
  // the machine
  'config_invalid',
  'state_unwritable',
  'state_corrupt',
  'internal',
] as const

export const errorCode = z.enum(ERROR_CODES)
export type ErrorCode = z.infer<typeof errorCode>

/** An error as it travels: `retryable` says whether the same request can succeed later, unchanged. */
export const errorShape = z.object({
  code: errorCode,
  message: z.string(),
  retryable: z.boolean(),
  retryAfterMs: z.number().int().nonnegative().optional(),
})
export type ErrorShape = z.infer<typeof errorShape>

const RETRYABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'too_many',
  'model_rate_limited',
  'model_unavailable',
  'model_timeout',
  'model_stream_cut',
  'channel_unavailable',
  'agent_unavailable',
  'agent_crashed',
  'run_interrupted',
  'state_unwritable',
])

/** The one error class. Inside a room outcomes are values; an AppError is thrown only towards an edge. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined
  /** The message in Chinese, where it can be read in a chat and says more than its code does. */
  readonly inChinese: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number; inChinese?: string } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retryAfterMs = options.retryAfterMs
    this.inChinese = options.inChinese
  }

  /** What leaves the process: the cause and the stack stay inside. */
  toShape(): ErrorShape {
    return {
      code: this.code,
      message: this.message,
      retryable: RETRYABLE.has(this.code),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    }
  }
}

/** The one funnel from whatever was thrown. An unknown cause tells the outside nothing of itself. */
export function toAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  if (cause instanceof z.ZodError) return new AppError('bad_request', describeIssues(cause), { cause })
  return new AppError('internal', 'Something went wrong inside OpenClaw. The log has the details.', { cause })
}

/** Rebuilds the error that a peer sent, so that it can be thrown again on this side. */
export function fromShape(shape: ErrorShape): AppError {
  return new AppError(
    shape.code,
    shape.message,
    shape.retryAfterMs === undefined ? {} : { retryAfterMs: shape.retryAfterMs },
  )
}

/** `params.text: expected string, received number; …`, at most three issues. Never echoes the input. */
export function describeIssues(error: z.ZodError): string {
  const lines = error.issues
    .slice(0, 3)
    .map((issue) =>
      issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ${issue.message}` : issue.message,
    )
  const more = error.issues.length - lines.length
  return lines.join('; ') + (more > 0 ? `; and ${more} more` : '')
}
