import { initTRPC, TRPCError } from '@trpc/server'
import { AppError } from '#protocol/errors.ts'
import type { Principal, Scope } from '#protocol/principal.ts'
import { errorShapeOf, STATUS_NAMES } from './errors.ts'
import type { Features } from './features.ts'

/** What every procedure gets. The principal is the gateway's own record of the credential. */
export interface Context {
  readonly principal: Principal | undefined
  readonly credentialKind: 'browser' | 'token' | undefined
  readonly connection: {
    /** Whether the process on the other end descends from an agent. */
    fromAgent(): Promise<boolean>
  }
  readonly features: Features
}

const t = initTRPC.context<Context>().create({
  isDev: false,
  errorFormatter({ shape, error }) {
    const openclaw = errorShapeOf(error)
    return { ...shape, message: openclaw.message, data: { ...shape.data, openclaw } }
  },
})

export const { router } = t

/** Gives an AppError the HTTP status of its code; the cause travels on for the log and the formatter. */
const withStatus = t.middleware(async ({ next }) => {
  const result = await next()
  if (!result.ok && result.error.cause instanceof AppError) {
    const cause = result.error.cause
    throw new TRPCError({ code: STATUS_NAMES[cause.code], message: cause.message, cause })
  }
  return result
})

/** Scopes that decide for the owner: an agent must never reach them, whatever credential it got hold of. */
const OWNER_ONLY: ReadonlySet<Scope> = new Set(['approve', 'admin'])

/** A procedure for those whose credential holds `scope`; there is no procedure without one. */
export const scoped = (scope: Scope) =>
  t.procedure.use(withStatus).use(async ({ ctx, next }) => {
    const { principal, credentialKind } = ctx
    if (!principal || !credentialKind) {
      throw new AppError('unauthenticated', 'Sign in first: run "openclaw open", or send the gateway token.')
    }
    if (!principal.scopes.includes(scope)) {
      throw new AppError('forbidden', `This needs the scope "${scope}".`)
    }
    if (OWNER_ONLY.has(scope) && (await ctx.connection.fromAgent())) {
      throw new AppError('forbidden', 'An agent, or a command that it started, may not decide for the owner.')
    }
    return next({ ctx: { ...ctx, principal, credentialKind } })
  })
