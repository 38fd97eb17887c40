import { TRPCClientError } from '@trpc/client'
import { type ErrorCode, toAppError } from '#protocol/errors.ts'
import { findErrorShape } from '../trpc.ts'
import { ConnectionLost } from './connection-lost.ts'

/** What went wrong, as the catalogues call it: an error of the gateway's own, or that it could not be asked. */
export type Problem = ErrorCode | 'disconnected'

export function problemOf(cause: unknown): Problem {
  if (cause instanceof ConnectionLost) return 'disconnected'
  if (cause instanceof TRPCClientError) return findErrorShape(cause)?.code ?? 'disconnected'
  return toAppError(cause).code
}
