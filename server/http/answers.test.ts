import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RawAnswer, sendRaw, startTestEdge, type TestEdge } from './fixtures/test-edge.ts'
import { DATA_POLICY, pagePolicy, SCRIPT_POLICY } from './headers.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge.stop())

/** One request for each kind of answer: pages, data, redirects, refusals. */
const KINDS: Readonly<Record<string, (port: number, auth: string) => string[]>> = {
  'a page': (port) => ['GET / HTTP/1.1', `Host: localhost:${port}`],
  'a page that does not exist': (port) => ['GET /nowhere HTTP/1.1', `Host: localhost:${port}`],
  'a file': (port) => ['GET /theme.js HTTP/1.1', `Host: localhost:${port}`],
  'data of the owner': (port, auth) => ['GET /trpc/sessions.list HTTP/1.1', `Host: localhost:${port}`, auth],
  'data for nobody': (port) => ['GET /trpc/sessions.list HTTP/1.1', `Host: localhost:${port}`],
  'the health': (port) => ['GET /healthz HTTP/1.1', `Host: localhost:${port}`],
  'a redirect': (port) => ['GET / HTTP/1.1', `Host: 127.0.0.1:${port}`],
  'a foreign host': () => ['GET / HTTP/1.1', 'Host: evil.example'],
  'a foreign origin': (port) => ['GET / HTTP/1.1', `Host: localhost:${port}`, 'Origin: https://evil.example'],
  'a method of elsewhere': (port) => ['PUT / HTTP/1.1', `Host: localhost:${port}`],
}

/** What a page, or whoever uses the machine after the owner, could do with an answer. */
function faultsOf({ headers }: RawAnswer, isData: boolean): string[] {
  const policy = headers.get('content-security-policy') ?? ''
  const faults: [string, boolean][] = [
    ['A12 tells other sites the address', headers.get('referrer-policy') !== 'no-referrer'],
    ['A13 can be framed', !policy.includes("frame-ancestors 'none'")],
    ['A13 can be framed by old browsers', headers.get('x-frame-options') !== 'DENY'],
    ['A16 is kept by a cache', isData && headers.get('cache-control') !== 'no-store'],
    ['A10 opens itself to another origin', [...headers.keys()].some((name) => name.startsWith('access-'))],
    ['E6 may be taken for another type', headers.get('x-content-type-options') !== 'nosniff'],
    ['E6 may load from anywhere', !policy.startsWith("default-src 'none'")],
  ]
  return faults.flatMap(([fault, holds]) => (holds ? [fault] : []))
}

async function listFaults(port: number): Promise<Record<string, string[]>> {
  const auth = `Authorization: Bearer ${edge.credentials.token}`
  const faults: Record<string, string[]> = {}
  for (const [kind, request] of Object.entries(KINDS)) {
    const found = faultsOf(await sendRaw(port, request(port, auth)), kind.startsWith('data'))
    if (found.length > 0) faults[kind] = found
  }
  return faults
}

describe('A12 A13 A16 every answer', () => {
  test('says that it must not be framed, kept, referred to or read as something else', async () => {
    expect(await listFaults(edge.port)).toEqual({})
  })

  test('planted bug: a server that says nothing of it is found out, in each kind of answer', async () => {
    const bare = createServer((_request, response) => void response.end('{}')).listen(0, '127.0.0.1')
    await once(bare, 'listening')
    const faults = await listFaults((bare.address() as AddressInfo).port)
    expect(Object.keys(faults)).toEqual(Object.keys(KINDS))
    expect(faults['data of the owner']).toHaveLength(6)
    bare.close()
  })
})

/** What a policy lets a script or a picture do that somebody else put into the page. */
function doorsOf(policy: string): string[] {
  const directives = new Map(
    policy.split(';').map((part): [string, string[]] => {
      const [name = '', ...sources] = part.trim().split(/\s+/)
      return [name, sources]
    }),
  )
  const sourcesOf = (name: string) => directives.get(name) ?? directives.get('default-src') ?? ['*']
  const own = /^'(self|none|nonce-[\w+/=-]+|sha256-[\w+/=-]+)'$/
  const allowed: Record<string, RegExp> = {
    'default-src': /^'none'$/,
    'script-src': own,
    'style-src': own,
    'connect-src': /^'(self|none)'$/,
    'img-src': /^('self'|'none'|data:|blob:)$/,
    'font-src': own,
    'frame-src': /^'none'$/,
    'object-src': /^'none'$/,
  }
  return Object.entries(allowed).flatMap(([name, sources]) =>
    sourcesOf(name)
      .filter((source) => !sources.test(source))
      .map((source) => `${name} ${source}`),
  )
}

/** What a form or a base address in a page may point at; the default says nothing of these. */
const isShut = (policy: string): boolean =>
  ['base-uri', 'form-action'].every((name) => new RegExp(`; ${name} 'none'(;|$)`).test(policy))

describe('E6 the policy of what the panel serves', () => {
  test.each([
    ['pages', pagePolicy(['sha256-abc=', 'nonce-abc'])],
    ['scripts', SCRIPT_POLICY],
    ['data', DATA_POLICY],
  ])('leaves no way in or out for %s', (_kind, policy) => {
    expect(doorsOf(policy)).toEqual([])
    expect(policy).toContain("frame-ancestors 'none'")
  })

  test.each([pagePolicy([]), DATA_POLICY])('sends no form elsewhere and moves no address: "%s"', (policy) => {
    expect(isShut(policy)).toBe(true)
    expect(isShut(policy.replace("; base-uri 'none'", ''))).toBe(false)
    expect(isShut(policy.replace("form-action 'none'", 'form-action *'))).toBe(false)
  })

  test.each([
    ["default-src 'none'; connect-src 'self' ws: wss:", 'connect-src ws:'],
    ["default-src 'none'; img-src 'self' https:", 'img-src https:'],
    ["default-src 'none'; script-src 'self' 'unsafe-inline'", "script-src 'unsafe-inline'"],
    ["default-src 'none'; script-src 'self' 'unsafe-eval'", "script-src 'unsafe-eval'"],
    ["default-src 'self'", "frame-src 'self'"],
    ["script-src 'self'", 'connect-src *'],
  ])('planted bug: "%s" is found out', (policy, door) => {
    expect(doorsOf(policy)).toContain(door)
  })
})

describe('A14 a refusal', () => {
  test('looks the same whatever was wrong: nothing, half, unknown, revoked, expired', async () => {
    const by = { role: 'owner', scopes: ['read', 'admin'], credentialId: 'gateway-token' } as const
    const owner = { ...by, scopes: [...by.scopes] }
    const { tokens } = edge.access.features
    const revoked = tokens.create({ name: 'revoked', scopes: ['read'] }, owner)
    const expired = tokens.create({ name: 'expired', scopes: ['read'], expiresInDays: 1 }, owner)
    tokens.revoke(revoked.id, owner)
    edge.clock.advance(24 * 60 * 60 * 1000)
    const { cookie, key } = edge.signIn()
    const proofs = [
      [],
      [`Cookie: ${cookie}`],
      [`X-Browser-Key: ${key}`],
      [`Cookie: ${cookie}`, `X-Browser-Key: ${key.slice(1)}x`],
      ['Authorization: Bearer oc_unknown'],
      ['Authorization: Bearer '],
      [`Authorization: Bearer ${edge.credentials.token.slice(0, -1)}_`],
      [`Authorization: Bearer ${revoked.token}`],
      [`Authorization: Bearer ${expired.token}`],
    ]
    const answers = new Set<string>()
    for (const proof of proofs) {
      const lines = ['GET /trpc/status.get HTTP/1.1', `Host: localhost:${edge.port}`, ...proof]
      const { status, headers, body } = await sendRaw(edge.port, lines)
      headers.delete('date')
      answers.add(JSON.stringify([status, [...headers], body]))
    }
    expect([...answers]).toEqual([expect.stringMatching(/^\[401,/)])
    expect(edge.calls).toEqual(['sessions.list'])
  })
})
