import { expect, test } from 'vitest'
import { leastTime } from '#testing/least-time.ts'
import { hello, openClient, type TestClient } from '../gateway/fixtures/test-client.ts'
import { sendRaw, startTestEdge, type TestEdge } from './fixtures/test-edge.ts'

const OWNER = {
  role: 'owner',
  scopes: ['read', 'chat', 'approve', 'admin'],
  credentialId: 'gateway-token',
} as const
const owner = { ...OWNER, scopes: [...OWNER.scopes] }

async function connect(
  edge: TestEdge,
  auth: { token?: string; key?: string },
  cookie = '',
): Promise<TestClient> {
  const origin = { cookie, origin: `http://localhost:${edge.port}` }
  const client = await openClient(edge.port, cookie ? origin : {})
  client.send(hello(auth))
  expect(await client.next()).toMatchObject({ type: 'welcome' })
  await client.ask({ type: 'subscribe', id: '1', topic: 'system' })
  return client
}

const statusOf = async (edge: TestEdge, proof: string[]): Promise<number> =>
  (await sendRaw(edge.port, ['GET /trpc/status.get HTTP/1.1', `Host: localhost:${edge.port}`, ...proof]))
    .status

/** From the revocation of a token and of a browser to the end of all that they had open, in milliseconds. */
async function timeOfRevocation(): Promise<number> {
  const edge = await startTestEdge({
    outside: {
      async completions({ identify, response }) {
        identify()
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: once\n\n')
      },
    },
  })
  const { tokens, devices } = edge.access.features
  const { id, token } = tokens.create({ name: 'script', scopes: ['read', 'chat'] }, owner)
  const { cookie, key } = edge.signIn()
  const browserProof = [`Cookie: ${cookie}`, `X-Browser-Key: ${key}`]
  const program = await connect(edge, { token })
  const phone = await connect(edge, { key }, cookie)
  const bystander = await connect(edge, { token: edge.credentials.token })
  expect(await statusOf(edge, [`Authorization: Bearer ${token}`])).toBe(200)

  const stream = await fetch(`http://localhost:${edge.port}/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
  })

  const begun = performance.now()
  tokens.revoke(id, owner)
  await expect(stream.text()).rejects.toThrow()
  expect((await program.closed).code).toBe(4401)
  expect(await statusOf(edge, [`Authorization: Bearer ${token}`])).toBe(401)
  expect(await statusOf(edge, browserProof)).toBe(200)

  devices.revoke(devices.list(owner)[0]?.id ?? '', owner)
  expect((await phone.closed).code).toBe(4401)
  expect(await statusOf(edge, browserProof)).toBe(401)
  const took = performance.now() - begun

  expect(await bystander.next()).toMatchObject({ type: 'event', event: { type: 'devices' } })
  await bystander.end()
  await edge.stop()
  return took
}

test('A15 B16 a revoked token or browser loses its connections and streams within a second, and its next call is a 401', async () => {
  expect(await leastTime(1_000, timeOfRevocation, 3)).toBeLessThan(1_000)
})

test('a browser that comes by after a day gets a new cookie half beside its answer', async () => {
  const edge = await startTestEdge()
  const { cookie, key } = edge.signIn()
  const ask = (jar: string) =>
    sendRaw(edge.port, [
      'GET /trpc/status.get HTTP/1.1',
      `Host: localhost:${edge.port}`,
      `Cookie: ${jar}`,
      `X-Browser-Key: ${key}`,
    ])
  expect((await ask(cookie)).headers.has('set-cookie')).toBe(false)
  edge.clock.advance(24 * 60 * 60 * 1000)
  const renewed = await ask(cookie)
  const setCookie = renewed.headers.get('set-cookie') ?? ''
  expect([renewed.status, setCookie]).toEqual([200, expect.stringMatching(/HttpOnly; SameSite=Strict/)])
  const next = setCookie.split(';', 1)[0] ?? ''
  expect(next).not.toBe(cookie)
  expect((await ask(next)).status).toBe(200)
  edge.clock.advance(60_000)
  expect((await ask(cookie)).status).toBe(401)
  await edge.stop()
})
