import type { IncomingMessage, ServerResponse } from 'node:http'
import { TRPCError } from '@trpc/server'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import { explainWriteError } from '#db/write-error.ts'
import type { Principal, Scope } from '#protocol/access/principal.ts'
import { type AppError, toAppError } from '#protocol/errors.ts'
import type { Log } from '../log.ts'
import { fromTrpcError, STATUS_NAMES } from './errors.ts'
import type { Features } from './features.ts'
import { type Context, requireOwner } from './init.ts'
import { appRouter } from './router.ts'

/** Most calls in one batch. */
const BATCH_LIMIT = 20

/** Serves `/trpc/<method>`. Who is not signed in gets `unauthenticated` from each procedure by itself. */
export function createTrpcHandler(deps: {
  features: Features
  log: Log
  /** Largest body in bytes. */
  bodyLimit: number
  authenticate: (request: IncomingMessage) => { principal: Principal; kind: 'browser' | 'token' } | undefined
  /** The Set-Cookie value for a browser whose cookie half is to be replaced. */
  renewCookie: (request: IncomingMessage) => string | undefined
  fromAgent: (remotePort: number) => Promise<boolean>
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { features, log, bodyLimit } = deps
  return async (request, response) => {
    response.setHeader('cache-control', 'no-store')
    const path = (request.url ?? '').split('?', 1)[0]?.slice('/trpc/'.length) ?? ''
    await nodeHTTPRequestHandler({
      router: appRouter,
      req: request,
      res: response,
      path,
      maxBodySize: bodyLimit,
      maxBatchSize: BATCH_LIMIT,
      allowMethodOverride: false,
      createContext: (): Context => {
        const identity = identify(() => deps.authenticate(request))
        const cookie = identity?.kind === 'browser' ? deps.renewCookie(request) : undefined
        if (cookie) response.setHeader('set-cookie', cookie)
        return {
          principal: identity?.principal,
          credentialKind: identity?.kind,
          connection: { fromAgent: () => deps.fromAgent(request.socket.remotePort ?? 0) },
          features,
        }
      },
      onError({ error, path: method }) {
        if (fromTrpcError(error).code === 'internal')
          log.error('A request failed', { method, error: error.cause ?? error })
      },
    })
  }
}

/** Whether whoever asks outside of a procedure is the owner and may do what a scope names; rejects otherwise. */
export function createOwnerCheck(deps: {
  features: Features
  authenticate: (request: IncomingMessage) => { principal: Principal } | undefined
  fromAgent: (remotePort: number) => Promise<boolean>
}): (request: IncomingMessage, scope: Scope, action: string) => Promise<void> {
  const { features } = deps
  return async (request, scope, action) => {
    const principal = deps.authenticate(request)?.principal
    const connection = { fromAgent: () => deps.fromAgent(request.socket.remotePort ?? 0) }
    await requireOwner({ connection, features, principal }, scope, action)
  }
}

function identify<T>(authenticate: () => T): T {
  try {
    return authenticate()
  } catch (cause) {
    throw withStatus(toAppError(explainWriteError(cause)))
  }
}

/** What is thrown while the context is made needs its HTTP status here: no procedure has begun. */
const withStatus = (cause: AppError): TRPCError =>
  new TRPCError({ code: STATUS_NAMES[cause.code], message: cause.message, cause })
