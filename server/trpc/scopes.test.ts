import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Scope, scope } from '#protocol/access/principal.ts'
import { toAppError } from '#protocol/errors.ts'
import type { AuditFeature } from '../auth/contract.ts'
import { createCall, type MethodCall } from './call.ts'
import type { Features } from './features.ts'
import { appRouter } from './router.ts'

/** What each method needs. A method without a row here fails the suite: somebody has to think about it. */
const NEEDED: Readonly<Record<string, Scope>> = {
  'approvals.list': 'read',
  'approvals.listAlways': 'read',
  'approvals.resolve': 'approve',
  'approvals.revokeAlways': 'approve',
  'audit.list': 'admin',
  'backups.create': 'admin',
  'backups.list': 'read',
  'channels.add': 'admin',
  'channels.list': 'read',
  'channels.remove': 'admin',
  'channels.update': 'admin',
  'chat.history': 'read',
  'chat.liftPrivacy': 'approve',
  'chat.queue': 'read',
  'chat.queueEdit': 'chat',
  'chat.queueRemove': 'chat',
  'chat.retry': 'chat',
  'chat.send': 'chat',
  'chat.steer': 'chat',
  'chat.stop': 'chat',
  'config.check': 'admin',
  'config.get': 'read',
  'config.set': 'admin',
  'config.text': 'admin',
  'config.undo': 'admin',
  'contacts.allowGroup': 'approve',
  'contacts.list': 'read',
  'contacts.revoke': 'approve',
  'contacts.revokeGroup': 'approve',
  'devices.list': 'read',
  'devices.rename': 'admin',
  // For itself; for another device it is `admin`, which has a test of its own.
  'devices.revoke': 'read',
  // Of the owner's own files, so to him alone.
  'files.find': 'chat',
  'jobs.create': 'chat',
  'jobs.delete': 'chat',
  'jobs.list': 'read',
  'login.createLink': 'admin',
  'logs.list': 'admin',
  'models.list': 'read',
  'models.removeKeys': 'admin',
  'models.setKey': 'admin',
  'models.test': 'chat',
  'models.use': 'chat',
  'outbox.list': 'read',
  'outbox.resolve': 'approve',
  'pairing.approve': 'approve',
  'pairing.list': 'approve',
  'pairing.reject': 'approve',
  'pairing.rejectAll': 'approve',
  'policy.explain': 'read',
  'push.get': 'read',
  'push.look': 'read',
  'push.subscribe': 'read',
  'push.test': 'read',
  'push.unsubscribe': 'read',
  'sandbox.build': 'admin',
  'sandbox.explain': 'read',
  'sandbox.list': 'read',
  'sandbox.recreate': 'admin',
  'sandbox.status': 'read',
  'search.messages': 'read',
  'sessions.archive': 'chat',
  'sessions.create': 'chat',
  'sessions.delete': 'admin',
  'sessions.export': 'read',
  'sessions.fork': 'chat',
  'sessions.get': 'read',
  'sessions.getTask': 'read',
  'sessions.list': 'read',
  'sessions.listFailed': 'read',
  'sessions.markRead': 'chat',
  'sessions.rename': 'chat',
  'sessions.reset': 'chat',
  'sessions.showVersion': 'chat',
  'status.get': 'read',
  'tokens.create': 'admin',
  'tokens.list': 'admin',
  'tokens.revoke': 'admin',
  'usage.breakdown': 'read',
  'usage.get': 'read',
  'why.get': 'read',
}
const METHODS = Object.keys(appRouter._def.procedures).sort()
const DECIDES: ReadonlySet<Scope> = new Set(['approve', 'admin'])
const ME = 'the-credential'

/** Features that do nothing; what is refused or recorded of the audit is kept. */
function createIdleFeatures() {
  const refused: string[] = []
  const recorded: string[] = []
  const audit: AuditFeature = {
    list: async () => ({ entries: [], actions: [], chain: 'intact', brokenAfter: null }),
    record: ({ action }) => void recorded.push(action),
    refuse: ({ action, actor, rule }) => void refused.push(`${actor} ${action} ${rule}`),
  }
  const idle = new Proxy({}, { get: () => () => ({}) })
  const features = new Proxy({ audit }, { get: (target, name) => (name === 'audit' ? target.audit : idle) })
  return { features: features as unknown as Features, refused, recorded }
}

/** Whether a credential with these scopes gets past the check; what the method then thinks of `{}` is its own. */
async function isLetIn(
  call: MethodCall,
  method: string,
  options: { scopes: Scope[]; fromAgent?: boolean },
): Promise<boolean> {
  try {
    await call({
      method,
      params: { id: ME, scopes: ['admin'], role: 'owner', principal: { scopes: ['admin'] } },
      principal: { role: 'owner', scopes: options.scopes, credentialId: ME },
      credentialKind: 'token',
      fromAgent: async () => options.fromAgent ?? false,
      signal: AbortSignal.timeout(1_000),
    })
    return true
  } catch (error) {
    return toAppError(error).code !== 'forbidden'
  }
}

/** Every method with every scope alone, with none, and with all but the one it needs. */
async function listWrong(call: MethodCall): Promise<string[]> {
  const wrong: string[] = []
  for (const method of METHODS) {
    const needed = NEEDED[method]
    const others = scope.options.filter((one) => one !== needed)
    for (const scopes of [...scope.options.map((one) => [one]), [], others]) {
      const expected = needed !== undefined && scopes.includes(needed)
      if ((await isLetIn(call, method, { scopes })) !== expected) wrong.push(`${method} [${scopes}]`)
    }
  }
  return wrong
}

/** What decides for the owner, asked for by a program that an agent started with the owner's credential. */
async function listOpenToAgents(call: MethodCall): Promise<string[]> {
  const open: string[] = []
  for (const method of METHODS) {
    const isDeciding = DECIDES.has(NEEDED[method] ?? 'admin')
    const scopes = [...scope.options]
    if (isDeciding && (await isLetIn(call, method, { scopes, fromAgent: true }))) open.push(method)
  }
  return open
}

describe('B3 what a credential may do', () => {
  test('is written down for every method', () => {
    expect(METHODS.filter((method) => NEEDED[method] === undefined)).toEqual([])
  })

  test('is told to those who write clients', () => {
    const page = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
    const told = (method: string) =>
      new RegExp(`^\\| \`${method}\` \\| \\w+, ${NEEDED[method]} \\|`, 'm').test(page)
    expect(METHODS.filter((method) => !told(method))).toEqual([])
  })

  test('is decided by its scopes alone, for each method and each scope', async () => {
    const { features, refused } = createIdleFeatures()
    expect(await listWrong(createCall(features))).toEqual([])
    expect(refused).toContain(`${ME} tokens.create scope-admin`)
  })

  test('B15 is nothing that decides for the owner where the asking program descends from an agent', async () => {
    const { features, refused } = createIdleFeatures()
    expect(await listOpenToAgents(createCall(features))).toEqual([])
    expect(refused).toContain(`${ME} approvals.resolve ancestry`)
  })

  test('ends at itself for a device without "admin": it may sign out itself and nobody else', async () => {
    const { features } = createIdleFeatures()
    const call = createCall(features)
    const revoke = (id: string, scopes: Scope[]) =>
      call({
        method: 'devices.revoke',
        params: { id },
        principal: { role: 'owner', scopes, credentialId: ME },
        credentialKind: 'browser',
        fromAgent: async () => false,
        signal: AbortSignal.timeout(1_000),
      })
    await revoke(ME, ['read'])
    await expect(revoke('another', ['read', 'chat', 'approve'])).rejects.toMatchObject({ code: 'forbidden' })
    await revoke('another', ['read', 'admin'])
  })

  test('planted bugs: a gateway that believes what the client says, and one that never asks who it is', async () => {
    const { features } = createIdleFeatures()
    const call = createCall(features)
    const believes: MethodCall = (asked) =>
      call({ ...asked, principal: { ...asked.principal, scopes: [...scope.options] } })
    const neverAsks: MethodCall = (asked) => call({ ...asked, fromAgent: async () => false })
    expect((await listWrong(believes)).length).toBeGreaterThan(METHODS.length)
    expect((await listOpenToAgents(neverAsks)).length).toBeGreaterThan(5)
  })
})

describe('L5 a change that decides for the owner', () => {
  /** Their features write down more of it than the method could. */
  const WRITTEN_BY_FEATURE = [
    'approvals.resolve',
    'approvals.revokeAlways',
    'chat.liftPrivacy',
    'config.set',
    'config.undo',
    'contacts.allowGroup',
    'contacts.revoke',
    'contacts.revokeGroup',
    'devices.rename',
    'login.createLink',
    'pairing.approve',
    'pairing.reject',
    'pairing.rejectAll',
    'tokens.create',
    'tokens.revoke',
  ]

  test('is written down, by its feature or by the method', async () => {
    const { features, recorded } = createIdleFeatures()
    const call = createCall(features)
    const deciding = METHODS.filter((method) => DECIDES.has(NEEDED[method] ?? 'admin'))
    for (const method of deciding) await isLetIn(call, method, { scopes: [...scope.options] })
    const changes = deciding.filter((method) => procedureOf(method)._def.type === 'mutation')
    const written = [...recorded, ...WRITTEN_BY_FEATURE]
    expect(changes.filter((method) => !written.includes(method))).toEqual([])
  })

  const procedureOf = (method: string) =>
    (appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>)[method] ?? {
      _def: { type: 'none' },
    }
})
