import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '#server/trpc/router.ts'

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>
type Procedures = AppRouter['_def']['record']
type PathOf<Table> = {
  [Noun in keyof Table & string]: `${Noun}.${keyof Table[Noun] & string}`
}[keyof Table & string]
type At<Table, Path extends string> = Path extends `${infer Noun}.${infer Verb}`
  ? Noun extends keyof Table
    ? Verb extends keyof Table[Noun]
      ? Table[Noun][Verb]
      : never
    : never
  : never
type KindOf<Path extends string> = At<Procedures, Path> extends { _def: { type: infer Kind } } ? Kind : never

/** The methods of the gateway that the commands use, and whether each asks or changes; the compiler checks it. */
export const METHODS = {
  'approvals.list': 'query',
  'approvals.listAlways': 'query',
  'approvals.resolve': 'mutation',
  'approvals.revokeAlways': 'mutation',
  'audit.list': 'query',
  'backups.create': 'mutation',
  'backups.list': 'query',
  'channels.add': 'mutation',
  'channels.list': 'query',
  'channels.remove': 'mutation',
  'chat.history': 'query',
  'chat.send': 'mutation',
  'chat.stop': 'mutation',
  'config.get': 'query',
  'config.undo': 'mutation',
  'contacts.allowGroup': 'mutation',
  'contacts.list': 'query',
  'contacts.revoke': 'mutation',
  'contacts.revokeGroup': 'mutation',
  'devices.list': 'query',
  'devices.rename': 'mutation',
  'devices.revoke': 'mutation',
  'login.createLink': 'mutation',
  'models.list': 'query',
  'models.removeKeys': 'mutation',
  'models.setKey': 'mutation',
  'models.test': 'mutation',
  'models.use': 'mutation',
  'pairing.approve': 'mutation',
  'pairing.list': 'query',
  'pairing.reject': 'mutation',
  'pairing.rejectAll': 'mutation',
  'policy.explain': 'query',
  'sandbox.explain': 'query',
  'sandbox.list': 'query',
  'sandbox.recreate': 'mutation',
  'sandbox.status': 'query',
  'search.messages': 'query',
  'sessions.delete': 'mutation',
  'sessions.create': 'mutation',
  'sessions.list': 'query',
  'status.get': 'query',
  'tokens.create': 'mutation',
  'tokens.list': 'query',
  'tokens.revoke': 'mutation',
  'why.get': 'query',
} as const satisfies { readonly [Path in PathOf<Outputs>]?: KindOf<Path> }

/** `chat.send`, `status.get` … */
export type Method = keyof typeof METHODS
export type MethodInput<M extends Method> = At<Inputs, M>
export type MethodOutput<M extends Method> = At<Outputs, M>
