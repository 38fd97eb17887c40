import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RawAnswer, sendRaw, startTestEdge, type TestEdge } from './fixtures/test-edge.ts'

let edge: TestEdge
beforeEach(async () => {
  edge = await startTestEdge()
})
afterEach(() => edge.stop())

const newCode = (): string => edge.credentials.browsers.createLink().url.split('#code=')[1] ?? ''

function post(path: string, body: unknown, headers: string[] = []): Promise<RawAnswer> {
  const text = JSON.stringify(body)
  return sendRaw(
    edge.port,
    [
      `POST ${path} HTTP/1.1`,
      `Host: localhost:${edge.port}`,
      `Origin: http://localhost:${edge.port}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(text)}`,
      ...headers,
    ],
    text,
  )
}
const exchange = (code: unknown): Promise<RawAnswer> => post('/login/exchange', { code })

async function status(cookie: string, key: string): Promise<number> {
  const answer = await sendRaw(edge.port, [
    'GET /trpc/status.get HTTP/1.1',
    `Host: localhost:${edge.port}`,
    `Cookie: other=1; ${cookie}`,
    `X-Browser-Key: ${key}`,
  ])
  return answer.status
}

describe('signing in', () => {
  test('a link is on the canonical origin, with its code in the fragment', () => {
    const { url, expiresAt } = edge.credentials.browsers.createLink()
    expect(url).toMatch(new RegExp(`^http://localhost:${edge.port}/login#code=[\\w-]{43}$`))
    expect(expiresAt - edge.clock.now()).toBe(600_000)
  })

  test('a code gives a cookie and a key that work only together', async () => {
    const answer = await exchange(newCode())
    expect(answer.status).toBe(200)
    const setCookie = answer.headers.get('set-cookie') ?? ''
    expect(setCookie).toMatch(
      new RegExp(`^openclaw_${edge.port}=[\\w-]{43}; Path=/; Max-Age=\\d+; HttpOnly; SameSite=Strict$`),
    )
    const cookie = setCookie.split(';', 1)[0] ?? ''
    const { key } = JSON.parse(answer.body) as { key: string }
    expect(answer.body).not.toContain(cookie.split('=')[1])
    expect(await status(cookie, key)).toBe(200)
    expect(await status(cookie, '')).toBe(401)
    expect(await status('', key)).toBe(401)
    const other = edge.signIn()
    expect(await status(cookie, other.key)).toBe(401)
    // A cookie planted by another port in front of ours changes nothing.
    expect(await status(`openclaw_${edge.port}=planted; ${cookie}`, key)).toBe(200)
  })

  test('A14 wrong, used and expired codes get one and the same answer', async () => {
    const used = newCode()
    await exchange(used)
    const expired = newCode()
    edge.clock.advance(600_000)
    const answers = [await exchange('wrong'), await exchange(used), await exchange(expired)]
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(401)
    expect(answers[0]?.headers.has('set-cookie')).toBe(false)
  })

  test('B7 a code works in its last millisecond, and not after the clock went back an hour', async () => {
    const last = newCode()
    edge.clock.advance(599_999)
    expect((await exchange(last)).status).toBe(200)
    const early = newCode()
    edge.clock.advance(-3_600_000)
    expect((await exchange(early)).status).toBe(401)
  })

  test('B8 of twenty exchanges of one code at once exactly one wins', async () => {
    const code = newCode()
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(code)))
    expect(answers.filter(({ status }) => status === 200).length).toBe(1)
  })

  test('guessing is slowed down and locks nobody out', async () => {
    const { cookie, key } = edge.signIn()
    const code = newCode()
    const statuses: number[] = []
    for (let guess = 0; guess < 12; guess++) statuses.push((await exchange(`guess-${guess}`)).status)
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429])
    const held = await exchange('again')
    expect(Number(held.headers.get('retry-after'))).toBe(60)
    expect(await status(cookie, key)).toBe(200)
    expect((await exchange(code)).status).toBe(200)
    edge.clock.advance(60_000)
    expect((await exchange('after a minute')).status).toBe(401)
  })

  test.each([{}, { code: '' }, { code: 7 }, { code: 'x'.repeat(201) }, [], null])(
    'a body like %j is a bad request',
    async (body) => {
      const answer = await post('/login/exchange', body)
      expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([400, 'bad_request'])
    },
  )

  test('a body that does not end is cut off', async () => {
    expect((await exchange('x'.repeat(5_000))).status).toBe(413)
  })

  test('B15 an agent gets neither a link nor a session', async () => {
    const code = newCode()
    edge.peer.fromAgent = true
    expect((await exchange(code)).status).toBe(403)
    const link = await post('/trpc/login.createLink', {}, [`Authorization: Bearer ${edge.credentials.token}`])
    expect([link.status, JSON.parse(link.body).error.data.openclaw.code]).toEqual([403, 'forbidden'])
    edge.peer.fromAgent = false
    expect((await exchange(code)).status).toBe(200)
  })

  test('A15 signing out ends the credential for good', async () => {
    const { cookie, key } = edge.signIn()
    const answer = await post('/logout', {}, [`Cookie: ${cookie}`, `X-Browser-Key: ${key}`])
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(await status(cookie, key)).toBe(401)
    const again = await post('/logout', {}, [`Cookie: ${cookie}`, `X-Browser-Key: ${key}`])
    expect(again.status).toBe(401)
  })
})

describe('pages', () => {
  test('an unbuilt panel says what to run', async () => {
    const answer = await sendRaw(edge.port, ['GET / HTTP/1.1', `Host: localhost:${edge.port}`])
    expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('npm run build')])
  })

  test('a page on 127.0.0.1 is sent to localhost', async () => {
    const answer = await sendRaw(edge.port, ['GET /?session=7 HTTP/1.1', `Host: 127.0.0.1:${edge.port}`])
    expect([answer.status, answer.headers.get('location')]).toEqual([
      307,
      `http://localhost:${edge.port}/?session=7`,
    ])
  })
})
