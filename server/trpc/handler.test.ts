import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SESSION_ID, startTestEdge, type TestEdge } from '../http/fixtures/test-edge.ts'

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
beforeEach(() => {
  edge.calls.length = 0
})
afterAll(() => edge.stop())

async function send(path: string, init: RequestInit & { duplex?: 'half' } = {}) {
  const answer = await fetch(`http://127.0.0.1:${edge.port}/trpc/${path}`, {
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

  test('A8 take no change by GET, and no query by POST', async () => {
    const change = await send(`chat.send${query({ text: 'hi', idempotencyKey: 'k' })}`)
    expect(change).toMatchObject({ status: 405, error: { code: 'bad_request' } })
    expect(await post('status.get', '{}')).toMatchObject({ status: 405 })
    expect(edge.calls).toEqual([])
  })

  test('A8 take at most twenty calls in a batch', async () => {
    const batch = (count: number) => `${Array(count).fill('status.get').join(',')}?batch=1&input=%7B%7D`
    expect((await send(batch(20))).status).toBe(200)
    expect((await send(batch(21))).status).toBe(400)
    expect(edge.calls.length).toBe(20)
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

  test('B4 slow down who guesses tokens, and serve the right one meanwhile', async () => {
    const guess = async () => {
      const headers = { authorization: 'Bearer wrong' }
      return (await fetch(`http://127.0.0.1:${edge.port}/trpc/status.get`, { headers })).status
    }
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
