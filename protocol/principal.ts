import * as z from 'zod'

/** What a credential may do. The gateway's record of the credential decides, never the client's word. */
export const scope = z.enum(['read', 'chat', 'approve', 'admin', 'agent'])
export type Scope = z.infer<typeof scope>

export const role = z.enum(['owner', 'guest', 'agent'])
export type Role = z.infer<typeof role>

/** Who is on the other end of a connection, as the gateway knows it. */
export const principal = z.object({ role, scopes: z.array(scope), credentialId: z.string() })
export type Principal = z.infer<typeof principal>

export const OWNER_SCOPES: readonly Scope[] = ['read', 'chat', 'approve', 'admin']
