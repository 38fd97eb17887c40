import type { TRPCError } from '@trpc/server'
import * as z from 'zod'
import { AppError, type ErrorCode, type ErrorShape, toAppError } from '#protocol/errors.ts'

/** The tRPC name, and by it the HTTP status, of each of our codes. */
export const STATUS_NAMES: Readonly<Record<ErrorCode, TRPCError['code']>> = {
  bad_request: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  too_large: 'PAYLOAD_TOO_LARGE',
  too_many: 'TOO_MANY_REQUESTS',
  unknown_method: 'NOT_FOUND',
  unknown_session: 'NOT_FOUND',
  unknown_agent: 'NOT_FOUND',
  unknown_model: 'NOT_FOUND',
  missing_key: 'PRECONDITION_FAILED',
  model_auth: 'BAD_GATEWAY',
  model_rejected: 'BAD_GATEWAY',
  model_rate_limited: 'SERVICE_UNAVAILABLE',
  model_unavailable: 'BAD_GATEWAY',
  model_timeout: 'GATEWAY_TIMEOUT',
  model_stream_cut: 'BAD_GATEWAY',
  cap_reached: 'TOO_MANY_REQUESTS',
  channel_unavailable: 'BAD_GATEWAY',
  agent_unavailable: 'SERVICE_UNAVAILABLE',
  agent_crashed: 'SERVICE_UNAVAILABLE',
  run_deadline: 'GATEWAY_TIMEOUT',
  run_interrupted: 'CONFLICT',
  tool_failed: 'UNPROCESSABLE_CONTENT',
  path_denied: 'FORBIDDEN',
  policy_denied: 'FORBIDDEN',
  sandbox_unavailable: 'SERVICE_UNAVAILABLE',
  config_invalid: 'PRECONDITION_FAILED',
  state_unwritable: 'SERVICE_UNAVAILABLE',
  state_corrupt: 'INTERNAL_SERVER_ERROR',
  internal: 'INTERNAL_SERVER_ERROR',
}

const UNKNOWN_METHOD = 'There is no method of that name. docs/protocol.md lists them.'

/** The one translation of what tRPC throws. What a caller sent is never repeated in it. */
export function fromTrpcError(error: TRPCError): AppError {
  if (error.cause instanceof AppError || error.cause instanceof z.ZodError) return toAppError(error.cause)
  switch (error.code) {
    case 'NOT_FOUND':
      return new AppError('unknown_method', UNKNOWN_METHOD, { cause: error })
    case 'METHOD_NOT_SUPPORTED':
      return new AppError('bad_request', 'Queries are GET requests, mutations are POST requests.', {
        cause: error,
      })
    case 'PAYLOAD_TOO_LARGE':
      return new AppError('too_large', 'The request is too large.', { cause: error })
    case 'PARSE_ERROR':
    case 'BAD_REQUEST':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return new AppError('bad_request', 'The request could not be understood.', { cause: error })
    default:
      return toAppError(error.cause ?? error)
  }
}

export const errorShapeOf = (error: TRPCError): ErrorShape => fromTrpcError(error).toShape()
