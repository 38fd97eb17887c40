import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { SESSION_ID, sendRaw, startTestEdge, type TestEdge } from '../http/fixtures/test-edge.ts'
import { hello, openClient, type TestClient, UPGRADE } from './fixtures/test-client.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
beforeEach(() => {
  edge.calls.length = 0
  edge.peer.fromAgent = false
  // A minute later wrong tokens are forgotten, and two missed pongs have ended what the last test left open.
  edge.clock.advance(30_000)
  edge.clock.advance(30_000)
})
afterAll(() => edge.stop())

async function signIn(): Promise<TestClient> {
  const client = await openClient(edge.port)
  client.send(hello({ token: edge.credentials.token }))
  expect(await client.next()).toMatchObject({ type: 'welcome' })
  return client
}
const request = (method: string, params?: unknown, id = '1') => ({ type: 'request', id, method, params })

describe('hello', () => {
  test('welcomes a program with the token, and does not negotiate compression', async () => {
    const client = await openClient(edge.port)
    client.send(hello({ token: edge.credentials.token }))
    expect(await client.next()).toMatchObject({
      type: 'welcome',
      protocol: 1,
      server: { version: '0.0.0-test' },
      principal: { role: 'owner', scopes: ['read', 'chat', 'approve', 'admin'] },
      limits: { frameBytes: 8 * 1024 * 1024, subscriptions: 64, requestsPerSecond: 100 },
    })
    expect(client.socket.extensions).toBe('')
  })

  test('welcomes a browser by cookie and key together only', async () => {
    const { cookie, key } = edge.signIn()
    const headers = { cookie, origin: `http://localhost:${edge.port}` }
    const whole = await openClient(edge.port, headers)
    whole.send(hello({ key }))
    expect(await whole.next()).toMatchObject({ type: 'welcome' })
    expect(await whole.ask(request('chat.send', { text: 'hi', idempotencyKey: 'k' }))).toMatchObject({
      ok: true,
    })
    expect(edge.calls).toEqual(['chat.send web'])

    const onlyCookie = await openClient(edge.port, headers)
    onlyCookie.send(hello({}))
    const onlyKey = await openClient(edge.port)
    onlyKey.send(hello({ key }))
    expect((await onlyCookie.closed).code).toBe(4401)
    expect((await onlyKey.closed).code).toBe(4401)
  })

  test.each([
    ['a wrong token', hello({ token: 'wrong' }), 4401],
    ['no credential', { type: 'hello', protocol: 1, client: { name: 'x', version: '1' } }, 4401],
    ['a request', request('status.get'), 4401],
    ['another protocol', { ...hello({}), protocol: 2 }, 4400],
    ['B3 scopes of its own choice', { ...hello({}), scopes: ['admin'], role: 'owner' }, 4401],
    ['nonsense', 'nonsense', 4400],
    ['a number', '1', 4400],
    ['a binary frame', Buffer.from('{}'), 4400],
    ['64 KiB and one byte', ' '.repeat(64 * 1024 + 1), 1009],
  ])('closes on %s first', async (_name, frame, code) => {
    const client = await openClient(edge.port)
    client.send(frame)
    expect((await client.closed).code).toBe(code)
    expect(edge.calls).toEqual([])
  })

  test('A2 closes after ten silent seconds', async () => {
    const client = await openClient(edge.port)
    edge.clock.advance(10_000)
    expect((await client.closed).code).toBe(4408)
  })

  test('B4 slows down wrong tokens, never the right one', async () => {
    const codes: number[] = []
    for (let guess = 0; guess < 12; guess++) {
      const client = await openClient(edge.port)
      client.send(hello({ token: `guess-${guess}` }))
      codes.push((await client.closed).code)
    }
    expect(codes).toEqual([...Array(10).fill(4401), 4429, 4429])
    await signIn()
  })

  test('B4 a token in the header of the upgrade is enough, and a wrong one is a guess like any other', async () => {
    const attempts: number[] = []
    for (let guess = 0; guess < 12; guess++) {
      const headers = [`Host: localhost:${edge.port}`, `Authorization: Bearer guess-${guess}`]
      attempts.push((await sendRaw(edge.port, ['GET /ws HTTP/1.1', ...headers, ...UPGRADE])).status)
    }
    expect(attempts).toEqual([...Array(10).fill(401), 429, 429])
    const client = await openClient(edge.port, { authorization: `Bearer ${edge.credentials.token}` })
    client.send(hello({}))
    expect(await client.next()).toMatchObject({ type: 'welcome' })
  })
})

describe('requests', () => {
  test('reach queries and mutations of the one registry by their path', async () => {
    const client = await signIn()
    expect(await client.ask(request('sessions.list'))).toMatchObject({
      id: '1',
      ok: true,
      result: { sessions: [{ id: SESSION_ID }] },
    })
    const sent = await client.ask(request('chat.send', { text: 'hi', idempotencyKey: 'k' }, 'second'))
    expect(sent).toMatchObject({ id: 'second', ok: true, result: { disposition: 'started' } })
    expect(edge.calls).toEqual(['sessions.list', 'chat.send cli'])
  })

  test.each([
    ['an unknown method', 'no.such', {}, 'unknown_method'],
    ['a router', 'chat', {}, 'unknown_method'],
    ['a prototype member', '__proto__', {}, 'unknown_method'],
    ['another prototype member', 'constructor', {}, 'unknown_method'],
    ['a wrong type', 'chat.send', { text: 7, idempotencyKey: 'k' }, 'bad_request'],
    ['no params', 'chat.send', undefined, 'bad_request'],
    ['an empty text', 'chat.send', { text: '  ', idempotencyKey: 'k' }, 'bad_request'],
    ['an unknown session', 'chat.history', { sessionId: 'elsewhere' }, 'unknown_session'],
  ])('C9 answer %s with a typed error', async (...[, method, params, code]) => {
    const client = await signIn()
    const answer = await client.ask(request(method, params))
    expect(answer).toMatchObject({ ok: false, error: { code, retryable: false } })
    expect(JSON.stringify(answer)).not.toContain('elsewhere')
    expect(await client.ask(request('status.get'))).toMatchObject({ ok: true })
  })

  test('a wrong type names its path', async () => {
    const client = await signIn()
    const answer = await client.ask(request('chat.send', { text: 7, idempotencyKey: 'k' }))
    expect(answer.ok === false && answer.error.message).toMatch(/^text: /)
  })

  test('what breaks inside tells nothing of itself, and is logged', async () => {
    const client = await signIn()
    const answer = await client.ask(request('chat.stop', { sessionId: SESSION_ID }))
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(answer)).not.toContain('secret detail')
    expect(edge.logLines.some((line) => line.startsWith('A request failed'))).toBe(true)
  })

  test('B15 an approval from a descendant of an agent is refused', async () => {
    const client = await signIn()
    edge.peer.fromAgent = true
    const params = { approvalId: 'a', decision: 'allow-once' }
    expect(await client.ask(request('approvals.resolve', params))).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    })
    expect(await client.ask(request('login.createLink'))).toMatchObject({ ok: false })
    expect(edge.calls).toEqual([])
    edge.peer.fromAgent = false
    expect(await client.ask(request('approvals.resolve', params))).toMatchObject({ ok: true })
  })

  test.each([
    ['depth', `{"type":"request","id":"1","method":"status.get","params":${'['.repeat(1e5)}`],
    [
      'closed depth',
      `{"type":"request","id":"1","method":"a","params":${'['.repeat(100)}${']'.repeat(100)}}`,
    ],
    ['an unknown type', '{"type":"exec"}'],
    ['a second hello', JSON.stringify(hello({}))],
    ['an id of a megabyte', JSON.stringify(request('status.get', {}, 'x'.repeat(1e6)))],
    ['NaN', '{"type":"request","id":"1","method":"a","params":NaN}'],
    ['nothing', ''],
  ])('C5 close on a frame with %s', async (_name, frame) => {
    const client = await signIn()
    client.send(frame)
    expect((await client.closed).code).toBe(4400)
    const other = await signIn()
    expect(await other.ask(request('status.get'))).toMatchObject({ ok: true })
  })

  test.each([
    ['a prototype', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
    ['an escaped prototype', '{"\\u005f_proto__":{"polluted":true}}'],
    ['doubled keys', '{"sessionId":"a","sessionId":"b"}'],
    ['a number beyond all', '{"sessionId":1e999}'],
    ['half a surrogate pair', '{"sessionId":"\\ud800"}'],
    ['many keys', JSON.stringify(Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, i])))],
  ])('C5 survive params with %s', async (_name, params) => {
    const client = await signIn()
    client.send(`{"type":"request","id":"1","method":"chat.history","params":${params}}`)
    expect(await client.next()).toMatchObject({ type: 'response', ok: false })
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(await client.ask(request('status.get'))).toMatchObject({ ok: true })
  })

  test('a frame over 8 MiB closes with 1009 and nobody else notices', async () => {
    const client = await signIn()
    client.socket.on('error', () => {})
    client.send(request('chat.send', { text: 'x'.repeat(10 * 1024 * 1024), idempotencyKey: 'k' }))
    expect([1009, 1006]).toContain((await client.closed).code)
    expect(await (await signIn()).ask(request('status.get'))).toMatchObject({ ok: true })
  })

  test('C8 answer the 101st request of a second with too_many and when to try again', async () => {
    const client = await signIn()
    for (let index = 0; index < 101; index++) client.send(request('status.get', {}, String(index)))
    const answers = await Promise.all(Array.from({ length: 101 }, () => client.next()))
    const failed = answers.filter((answer) => answer.type === 'response' && !answer.ok)
    expect(failed).toMatchObject([
      { id: '100', error: { code: 'too_many', retryable: true, retryAfterMs: 10 } },
    ])
    edge.clock.advance(1_000)
    expect(await client.ask(request('status.get'))).toMatchObject({ ok: true })
  })

  test('C4 a flood of pings is cut off', async () => {
    const client = await signIn()
    for (let index = 0; index < 500; index++) client.socket.ping()
    // The WebSocket library cuts off by itself where the answers to pings pile up.
    expect([4429, 1006]).toContain((await client.closed).code)
  })
})

describe('subscriptions', () => {
  test('give the position first and then every event in order', async () => {
    const client = await signIn()
    const topic = `session:${SESSION_ID}`
    expect(await client.ask({ type: 'subscribe', id: 's', topic })).toMatchObject({
      ok: true,
      result: { epoch: 'epoch-1', seq: 0 },
    })
    edge.events.session(SESSION_ID, { type: 'run-wait', runId: 'r', approvalIds: [] })
    edge.events.session('another', { type: 'run-wait', runId: 'x', approvalIds: [] })
    edge.events.session(SESSION_ID, { type: 'run-end', runId: 'r', status: 'completed' })
    const event = { type: 'event', topic, epoch: 'epoch-1' }
    expect(await client.next()).toMatchObject({ ...event, seq: 1, event: { type: 'run-wait', runId: 'r' } })
    expect(await client.next()).toMatchObject({ ...event, seq: 2, event: { type: 'run-end' } })
    await client.ask({ type: 'unsubscribe', id: 'u', topic })
    edge.events.session(SESSION_ID, { type: 'run-wait', runId: 'r', approvalIds: [] })
    expect(await client.ask(request('status.get'))).toMatchObject({ ok: true })
  })

  test('to unknown things are refused', async () => {
    const client = await signIn()
    expect(await client.ask({ type: 'subscribe', id: '1', topic: 'session:no' })).toMatchObject({
      error: { code: 'unknown_session' },
    })
    expect(await client.ask({ type: 'subscribe', id: '1', topic: 'anything' })).toMatchObject({
      error: { code: 'bad_request' },
    })
  })

  test('C7 a reader that stops reading is let go, and the others go on', async () => {
    const slow = await signIn()
    const quick = await signIn()
    for (const client of [slow, quick]) await client.ask({ type: 'subscribe', id: '1', topic: 'system' })
    slow.socket.pause()
    let heard = 0
    const total = 250
    const all = (async () => {
      while (heard < total) {
        await quick.next()
        heard += 1
      }
    })()
    const problem = 'x'.repeat(100_000)
    for (let index = 0; index < total; index++) {
      edge.events.system({ type: 'config-change', ok: false, problems: [problem] })
      // A turn of the loop, as between real events: otherwise nobody could have read anything.
      if (index % 10 === 9) await new Promise(setImmediate)
      while (heard < index - 15) await new Promise(setImmediate)
    }
    await all
    expect(heard).toBe(total)
    slow.socket.resume()
    expect([4413, 1006]).toContain((await slow.closed).code)
    expect(await quick.ask(request('status.get'))).toMatchObject({ ok: true })
  })
})

describe('the end of a connection', () => {
  test('B16 signing out closes the open connections of that browser only', async () => {
    const { cookie, key } = edge.signIn()
    const origin = `http://localhost:${edge.port}`
    const browser = await openClient(edge.port, { cookie, origin })
    browser.send(hello({ key }))
    await browser.next()
    const program = await signIn()
    const answer = await fetch(`http://localhost:${edge.port}/logout`, {
      method: 'POST',
      headers: { cookie, origin, 'x-browser-key': key, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(answer.status).toBe(200)
    expect((await browser.closed).code).toBe(4401)
    expect(await program.ask(request('status.get'))).toMatchObject({ ok: true })
  })

  test('a peer that vanished is found by its missing pong', async () => {
    const client = await signIn()
    client.socket.pause()
    edge.clock.advance(30_000)
    edge.clock.advance(30_000)
    client.socket.resume()
    expect((await client.closed).code).toBe(1006)
  })

  test('other paths take no upgrade', async () => {
    const socket = new WebSocket(`ws://localhost:${edge.port}/trpc`)
    await expect(new Promise((_resolve, reject) => socket.on('error', reject))).rejects.toThrow('404')
  })

  test('shutdown says 1012 to everyone', async () => {
    const clients = [await signIn(), await openClient(edge.port)]
    await edge.edge.stop()
    await expect(openClient(edge.port)).rejects.toThrow('503')
    expect((await Promise.all(clients.map(({ closed }) => closed))).map(({ code }) => code)).toEqual([
      1012, 1012,
    ])
  })
})
