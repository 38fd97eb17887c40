import * as z from 'zod'

/**
 * What a credential may do. The gateway's record of the credential decides, never the client's word. `chat` speaks
 * as the owner; `api` is for programs that must not, and opens `/v1` and no method.
 */
export const scope = z.enum(['read', 'chat', 'approve', 'admin', 'api', 'agent'])
export type Scope = z.infer<typeof scope>

export const role = z.enum(['owner', 'guest', 'agent'])
export type Role = z.infer<typeof role>

/** Who is on the other end of a connection, as the gateway knows it. */
export const principal = z.object({ role, scopes: z.array(scope), credentialId: z.string() })
export type Principal = z.infer<typeof principal>

export const OWNER_SCOPES: readonly Scope[] = ['read', 'chat', 'approve', 'admin']

/** What the owner calls a device or a token. Nothing in it may turn the text around it or break its line. */
export const credentialName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, 'no control characters')

/** Ten years; a token without an end is made by naming no number of days. */
export const MOST_TOKEN_DAYS = 3650
