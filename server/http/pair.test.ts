import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OWNER_SCOPES, type Principal, type Scope } from '#protocol/access/principal.ts'
import { type RawAnswer, sendRaw, startTestEdge, type TestEdge } from './fixtures/test-edge.ts'

const HOUR_MS = 60 * 60_000
const OWNER: Principal = { role: 'owner', scopes: [...OWNER_SCOPES], credentialId: 'gateway-token' }

let edge: TestEdge
beforeEach(async () => {
  edge = await startTestEdge()
})
afterEach(() => edge.stop())

interface Asked {
  pairingId: string
  secret: string
  code: string
  expiresAt: number
}

function post(path: string, body: unknown, headers: string[] = []): Promise<RawAnswer> {
  const text = JSON.stringify(body)
  const origin = headers.some((line) => line.startsWith('Origin:'))
    ? []
    : [`Origin: http://localhost:${edge.port}`]
  return sendRaw(
    edge.port,
    [
      `POST ${path} HTTP/1.1`,
      `Host: localhost:${edge.port}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(text)}`,
      ...origin,
      ...headers,
    ],
    text,
  )
}
const ask = async (): Promise<Asked> => JSON.parse((await post('/pair/request', {})).body) as Asked
const claim = ({ pairingId, secret }: Asked) => post('/pair/claim', { pairingId, secret })
const waiting = () => edge.people.pairing.list().requests
const approve = ({ code }: Asked, scopes?: Scope[]) =>
  edge.people.pairing.approve({ channel: 'browser', code, ...(scopes ? { scopes } : {}) }, OWNER)

/** A claim, once the browser waits for the decision. */
async function claimAndWait(asked: Asked): Promise<{ answer: Promise<RawAnswer> }> {
  const before = edge.clock.timers()
  const answer = claim(asked)
  while (edge.clock.timers() === before) await new Promise(setImmediate)
  return { answer }
}

async function whoami(answer: RawAnswer): Promise<number> {
  const { key } = JSON.parse(answer.body) as { key: string }
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0]
  const lines = [`Host: localhost:${edge.port}`, `Cookie: ${cookie}`, `X-Browser-Key: ${key}`]
  return (await sendRaw(edge.port, ['GET /trpc/status.get HTTP/1.1', ...lines])).status
}

describe('a new browser', () => {
  test('shows a code, waits, and is let in once with the scopes that the owner chose', async () => {
    const answer = await post('/pair/request', {}, [`User-Agent: Phone Browser ${'x'.repeat(300)}`])
    expect(answer.status).toBe(200)
    const asked = JSON.parse(answer.body) as Asked
    expect(waiting()).toMatchObject([
      { kind: 'browser', channel: 'browser', account: 'default', senderId: null, code: asked.code },
    ])
    expect(waiting()[0]?.name).toMatch(/^Phone Browser x{186} \(IPv4\)$/)
    expect(JSON.stringify(waiting())).not.toContain(asked.secret)
    const held = await claimAndWait(asked)
    expect(approve(asked)).toMatchObject({ kind: 'browser', as: null })
    const admitted = await held.answer
    expect([admitted.status, await whoami(admitted)]).toEqual([200, 200])
    expect((await claim(asked)).status).toBe(410)
    const devices = edge.access.features.devices.list(OWNER)
    expect(devices.at(-1)?.scopes).toEqual(['read', 'chat', 'approve'])
  })

  test('that waits is told so after twenty seconds', async () => {
    const asked = await ask()
    const held = await claimAndWait(asked)
    edge.clock.advance(20_000)
    const answer = await held.answer
    expect([answer.status, JSON.parse(answer.body)]).toEqual([202, { status: 'pending' }])
  })

  test('that went away while it waited can still fetch what it was given', async () => {
    const asked = await ask()
    const body = JSON.stringify({ pairingId: asked.pairingId, secret: asked.secret })
    const before = edge.clock.timers()
    const left = connect(edge.port, '127.0.0.1')
    const lines = [
      `Host: localhost:${edge.port}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ]
    left.write(['POST /pair/claim HTTP/1.1', ...lines, '', body].join('\r\n'))
    while (edge.clock.timers() === before) await new Promise(setImmediate)
    left.destroy()
    while (edge.clock.timers() > before) await new Promise(setImmediate)
    approve(asked)
    expect((await claim(asked)).status).toBe(200)
  })

  test('that is rejected, too late or not the one that asked gets nothing', async () => {
    const [rejected, late, other] = [await ask(), await ask(), await ask()]
    edge.people.pairing.reject(rejected.pairingId, OWNER)
    expect((await claim(rejected)).status).toBe(403)
    approve(other)
    const stolen = await post('/pair/claim', { pairingId: other.pairingId, secret: late.secret })
    const unknown = await post('/pair/claim', { pairingId: 'nobody', secret: late.secret })
    expect([stolen.status, stolen.body]).toEqual([401, unknown.body])
    edge.clock.advance(10 * 60_000)
    expect((await claim(other)).status).toBe(410)
    edge.clock.advance(HOUR_MS)
    expect((await claim(late)).status).toBe(410)
    expect(edge.access.features.devices.list(OWNER)).toEqual([])
  })

  test('is the fourth of three, or the twenty-first in a minute, and is refused; who waits is not held back', async () => {
    const first = await ask()
    await ask()
    await ask()
    const full = await post('/pair/request', {})
    expect([full.status, JSON.parse(full.body).error.message]).toEqual([
      429,
      expect.stringContaining('3 browsers'),
    ])
    for (let guess = 0; guess < 16; guess += 1)
      await post('/pair/claim', { pairingId: first.pairingId, secret: 'x' })
    const held = await post('/pair/claim', { pairingId: first.pairingId, secret: 'x' })
    expect([held.status, held.headers.get('retry-after')]).toEqual([429, '60'])
    approve(first)
    expect((await claim(first)).status).toBe(200)
  })

  test('is made by no GET, and by no page elsewhere', async () => {
    for (const path of ['/pair/request', '/pair/claim']) {
      const answer = await sendRaw(edge.port, [`GET ${path} HTTP/1.1`, `Host: localhost:${edge.port}`])
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    }
    expect((await post('/pair/request', {}, ['Origin: https://evil.example'])).status).toBe(403)
    expect((await post('/pair/else', {})).status).toBe(404)
    expect((await post('/pair/claim', { pairingId: 7 })).status).toBe(400)
    expect(waiting()).toEqual([])
  })

  test('gets no more than the one that approves it has', async () => {
    const asked = await ask()
    const phone: Principal = { ...OWNER, scopes: ['read', 'chat', 'approve'], credentialId: 'phone' }
    const more = () =>
      edge.people.pairing.approve({ pairingId: asked.pairingId, scopes: ['read', 'admin'] }, phone)
    expect(more).toThrow('admin')
    expect(() => approve(asked, ['agent'])).toThrow('no agent')
    expect(approve(asked, ['read']).pairingId).toBe(asked.pairingId)
  })
})

describe('B15: an agent that is asked to pair', () => {
  /** What an agent's descendant gets with the very token of the owner, and what became of the request. */
  async function tryAsAgent(isFromAgent: boolean) {
    const asked = await ask()
    edge.peer.fromAgent = isFromAgent
    const token = [`Authorization: Bearer ${edge.credentials.token}`]
    const answers = [
      await post('/trpc/pairing.approve', { channel: 'browser', code: asked.code }, token),
      await post('/trpc/contacts.allowGroup', { channel: 'test', chatId: 'g' }, token),
      await post('/pair/request', {}),
    ]
    edge.peer.fromAgent = false
    return { statuses: answers.map(({ status }) => status), waiting: waiting().length }
  }

  test('lets nobody in, whatever credential it got hold of', async () => {
    expect(await tryAsAgent(true)).toEqual({ statuses: [403, 403, 403], waiting: 1 })
  })

  test('the planted bug, a gateway that takes it for the owner, is found', async () => {
    expect(await tryAsAgent(false)).toEqual({ statuses: [200, 200, 200], waiting: 1 })
  })
})
