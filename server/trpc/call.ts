import { callTRPCProcedure, getTRPCErrorFromUnknown } from '@trpc/server'
import type { Principal } from '#protocol/access/principal.ts'
import { fromTrpcError } from './errors.ts'
import type { Features } from './features.ts'
import type { Context } from './init.ts'
import { appRouter } from './router.ts'

/** Calls a method by its name, query or mutation, for one principal. Throws AppError only. */
export type MethodCall = (call: {
  readonly method: string
  readonly params: unknown
  readonly principal: Principal
  readonly credentialKind: 'browser' | 'token'
  readonly fromAgent: () => Promise<boolean>
  readonly signal: AbortSignal
}) => Promise<unknown>

/** Lets a gateway frame reach the same procedures that HTTP reaches at `/trpc`. */
export function createCall(features: Features): MethodCall {
  return async ({ method, params, principal, credentialKind, fromAgent, signal }) => {
    const ctx: Context = { principal, credentialKind, connection: { fromAgent }, features }
    try {
      return await callTRPCProcedure({
        router: appRouter,
        path: method,
        getRawInput: async () => params,
        ctx,
        // A frame does not say whether it asks or changes, so either kind of procedure is found.
        type: 'mutation',
        allowMethodOverride: true,
        signal,
        batchIndex: 0,
      })
    } catch (cause) {
      throw fromTrpcError(getTRPCErrorFromUnknown(cause))
    }
  }
}
