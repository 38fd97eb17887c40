import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#protocol/errors.ts'
import { SESSION_ID, sendRaw, startTestEdge, type TestEdge } from '../http/fixtures/test-edge.ts'

let edge: TestEdge
beforeAll(async () => {
  const hooks = async () => {
    throw new AppError('unauthenticated', 'There is no such webhook.')
  }
  edge = await startTestEdge({ outside: { hooks } })
})
beforeEach(() => {
  edge.calls.length = 0
})
afterAll(() => edge.stop())

async function send(path: string, init: RequestInit & { duplex?: 'half' } = {}, port = edge.port) {
  const answer = await fetch(`http://127.0.0.1:${port}/trpc/${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${edge.credentials.token}`,
      ...(init.method === 'POST' ? { 'content-type': 'application/json' } : {}),
    },
  })
  const text = await answer.text()
  return { status: answer.status, text, error: JSON.parse(text).error?.data?.openclaw }
}
const post = (path: string, body: BodyInit) => send(path, { method: 'POST', body, duplex: 'half' })
const query = (input: unknown): string => `?input=${encodeURIComponent(JSON.stringify(input))}`

describe('methods over HTTP', () => {
  test('answer queries by GET and mutations by POST', async () => {
    expect(await send('sessions.list')).toMatchObject({ status: 200 })
    expect(await send(`chat.history${query({ sessionId: SESSION_ID })}`)).toMatchObject({ status: 200 })
    const body = JSON.stringify({ text: 'hi', idempotencyKey: 'k' })
    expect(await post('chat.send', body)).toMatchObject({ status: 200 })
    expect(edge.calls).toEqual(['sessions.list', 'chat.history', 'chat.send cli'])
  })

  /** What a page could try that got past the guard, and how many methods it made run. */
  async function tryMethods(port: number): Promise<Record<string, string>> {
    const batch = (...methods: string[]) => `${methods.join(',')}?batch=1&input=${encodeURIComponent('{}')}`
    const change = `chat.send${query({ text: 'hi', idempotencyKey: 'k' })}`
    const tries: Record<string, [path: string, init?: RequestInit]> = {
      'a change by GET': [change],
      'a query by POST': ['status.get', { method: 'POST', body: '{}' }],
      'twenty queries at once': [batch(...Array(20).fill('status.get'))],
      'a thousand queries at once': [batch(...Array(1_000).fill('status.get'))],
      'a change among queries': [batch('status.get', 'chat.stop')],
      'a change among queries, by POST': [batch('chat.stop', 'status.get'), { method: 'POST', body: '{}' }],
    }
    const outcomes: Record<string, string> = {}
    for (const [name, [path, init]] of Object.entries(tries)) {
      edge.calls.length = 0
      const { status } = await send(path, init, port)
      outcomes[name] = `${status}, ${edge.calls.length} ran`
    }
    return outcomes
  }
  const HELD = {
    'a change by GET': '405, 0 ran',
    'a query by POST': '405, 0 ran',
    'twenty queries at once': '200, 20 ran',
    'a thousand queries at once': '400, 0 ran',
    'a change among queries': '400, 0 ran',
    'a change among queries, by POST': '400, 0 ran',
  }

  test('A8 run neither by the wrong kind of request nor by the thousand', async () => {
    expect(await tryMethods(edge.port)).toEqual(HELD)
  })

  test('A8 planted bug: a handler that runs whatever is named is found out', async () => {
    const careless = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://localhost')
      edge.calls.push(...pathname.slice('/trpc/'.length).split(','))
      response.end('{}')
    }).listen(0, '127.0.0.1')
    await once(careless, 'listening')
    const outcomes = await tryMethods((careless.address() as AddressInfo).port)
    const missed = Object.keys(HELD).filter((name) => outcomes[name] === HELD[name as keyof typeof HELD])
    expect(missed).toEqual(['twenty queries at once'])
    careless.close()
  })

  test.each([
    ['an unknown method', 'no.such', 404, 'unknown_method'],
    ['an unknown session', `chat.history${query({ sessionId: 'elsewhere' })}`, 404, 'unknown_session'],
    ['a wrong type', `chat.history${query({ sessionId: 7 })}`, 400, 'bad_request'],
    ['input that is not JSON', 'chat.history?input=%7B', 400, 'bad_request'],
    ['a broken escape', '%E0%A4%A', 400, 'bad_request'],
  ])('answer %s in the one error shape', async (...[, path, status, code]) => {
    const answer = await send(path)
    expect(answer).toMatchObject({ status, error: { code, retryable: false } })
    expect(answer.text).not.toContain('stack')
    expect(answer.text).not.toContain('elsewhere')
  })

  const guess = async () => {
    const headers = { authorization: 'Bearer wrong' }
    return (await fetch(`http://127.0.0.1:${edge.port}/trpc/status.get`, { headers })).status
  }

  test('B4 slow down who guesses tokens, and serve the right one meanwhile', async () => {
    const statuses: number[] = []
    for (let index = 0; index < 12; index++) statuses.push(await guess())
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429])
    expect(await send('status.get')).toMatchObject({ status: 200 })
    edge.clock.advance(60_000)
    expect(await guess()).toBe(401)
  })

  test('tell nothing of what broke inside', async () => {
    const answer = await post('chat.stop', JSON.stringify({ sessionId: SESSION_ID }))
    expect(answer).toMatchObject({ status: 500, error: { code: 'internal' } })
    expect(answer.text).not.toContain('secret detail')
  })

  test('J7: say of a full disk that it is full, as a sign-in does', async () => {
    const { url } = edge.credentials.browsers.createLink()
    edge.db.run(sql`pragma query_only = on`)
    const answer = await post('login.createLink', '{}')
    const signIn = await fetch(`http://127.0.0.1:${edge.port}/login/exchange`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: url.split('#code=')[1] }),
    })
    // Who is nobody learns nothing of it, is slowed down as ever, and ends nothing.
    edge.clock.advance(60_000)
    const guesses: number[] = []
    for (let index = 0; index < 12; index++) guesses.push(await guess())
    const strange = await sendRaw(edge.port, ['GET / HTTP/1.1', 'Host: evil.example'])
    const noHook = await fetch(`http://127.0.0.1:${edge.port}/hooks/none`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    edge.db.run(sql`pragma query_only = off`)
    expect(guesses).toEqual([...Array(10).fill(401), 429, 429])
    expect([strange.status, noHook.status]).toEqual([421, 401])
    expect(answer).toMatchObject({ status: 503, error: { code: 'state_unwritable' } })
    expect(signIn.status).toBe(503)
    expect(await signIn.json()).toMatchObject({ error: { code: 'state_unwritable' } })
  })

  test('refuse a body over 8 MiB that does not say its length', async () => {
    const piece = new TextEncoder().encode(' '.repeat(1024 * 1024))
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1
        if (sent > 12) controller.close()
        else controller.enqueue(piece)
      },
    })
    expect(await post('chat.send', endless)).toMatchObject({ status: 413, error: { code: 'too_large' } })
    expect(await send('status.get')).toMatchObject({ status: 200 })
  })
})
