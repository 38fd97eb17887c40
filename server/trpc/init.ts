import { initTRPC, TRPCError } from '@trpc/server'
import * as z from 'zod'
import { explainWriteError } from '#db/write-error.ts'
import { dmPolicy } from '#protocol/access/pairing.ts'
import type { Principal, Scope } from '#protocol/access/principal.ts'
import { AppError } from '#protocol/errors.ts'
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

const t = initTRPC
  .context<Context>()
  .meta<{ scope: Scope }>()
  .create({
    isDev: false,
    errorFormatter({ shape, error }) {
      const openclaw = errorShapeOf(error)
      return { ...shape, message: openclaw.message, data: { ...shape.data, openclaw } }
    },
  })

export const { router } = t

/**
 * Gives an AppError the HTTP status of its code, and says of a disk that refused a write what it is; the cause travels on
 * for the log and the formatter.
 */
const withStatus = t.middleware(async ({ next }) => {
  const result = await next()
  const cause = result.ok ? undefined : explainWriteError(result.error.cause)
  if (cause instanceof AppError) {
    throw new TRPCError({ code: STATUS_NAMES[cause.code], message: cause.message, cause })
  }
  return result
})

/** Scopes that decide for the owner: an agent must never reach them, whatever credential it got hold of. */
const OWNER_ONLY: ReadonlySet<Scope> = new Set(['approve', 'admin'])

/**
 * The one place that says whether a credential may do something of this scope. A refusal is written
 * down, and throws `forbidden`.
 */
export async function requireScope(
  ctx: Pick<Context, 'connection' | 'features'> & { principal: Principal },
  scope: Scope,
  action: string,
): Promise<void> {
  const { principal, features } = ctx
  const refuse = (rule: string, message: string): AppError => {
    features.audit.refuse({ action, actor: principal.credentialId, rule })
    return new AppError('forbidden', message)
  }
  if (!principal.scopes.includes(scope)) {
    throw refuse(`scope-${scope}`, `This needs the scope "${scope}".`)
  }
  if (OWNER_ONLY.has(scope) && (await ctx.connection.fromAgent())) {
    throw refuse('ancestry', 'An agent, or a command that it started, may not decide for the owner.')
  }
}

/** The same for what only the owner does, outside of a procedure. Throws `unauthenticated` where nobody is known. */
export async function requireOwner(
  ctx: Pick<Context, 'connection' | 'features' | 'principal'>,
  scope: Scope,
  action: string,
): Promise<void> {
  const { principal } = ctx
  if (!principal) throw notSignedIn()
  await requireScope({ ...ctx, principal }, scope, action)
  if (principal.role !== 'owner') throw new AppError('forbidden', 'Only the owner can do this.')
}

const notSignedIn = (): AppError =>
  new AppError('unauthenticated', 'Sign in first: run "openclaw open", or send the gateway token.')

/** A procedure for those whose credential holds `scope`; there is no procedure without one. */
export const scoped = (scope: Scope) =>
  t.procedure
    .meta({ scope })
    .use(withStatus)
    .use(async ({ ctx, next, path }) => {
      const { principal, credentialKind } = ctx
      if (!principal || !credentialKind) throw notSignedIn()
      await requireScope({ ...ctx, principal }, scope, path)
      return next({ ctx: { ...ctx, principal, credentialKind } })
    })

/** The same for what is the owner's alone, whoever else may hold the scope. */
export const owners = (scope: Scope) =>
  scoped(scope).use(({ ctx, next }) => {
    if (ctx.principal.role !== 'owner') throw new AppError('forbidden', 'Only the owner can do this.')
    return next({ ctx })
  })

/**
 * The same for a change whose feature does not write down by itself who made it: with the ids of its input,
 * whether it worked out or not.
 */
export const audited = (scope: Scope) =>
  scoped(scope).use(async ({ ctx, next, path, getRawInput }) => {
    const result = await next()
    ctx.features.audit.record({
      action: path,
      actor: ctx.principal.credentialId,
      outcome: result.ok ? 'allowed' : 'failed',
      rule: `scope-${scope}`,
      detail: idsOf(await getRawInput()),
    })
    return result
  })

/** No token of a platform has this shape: somebody may have put one into the wrong place. */
const accountName = z.string().regex(/^[\w-]{1,32}$/)

/** What names something in an input: never its texts. */
const namesIn = z.object({
  channel: accountName.optional().catch(undefined),
  account: accountName.optional().catch(undefined),
  dm: dmPolicy.optional().catch(undefined),
  id: z.string().max(200).optional().catch(undefined),
  sessionId: z.string().max(200).optional().catch(undefined),
  model: z.string().max(200).optional().catch(undefined),
  provider: accountName.optional().catch(undefined),
  action: z.string().max(200).optional().catch(undefined),
})
const idsOf = (input: unknown): Record<string, unknown> => namesIn.catch({}).parse(input)
