import { describe, expect, test } from 'vitest'
import { createGuard, type Verdict } from './guard.ts'

const guard = createGuard(18789)

function decide(
  headers: readonly [name: string, value: string][],
  options: { method?: string; target?: string; upgrade?: boolean } = {},
): number | 'admit' | 'redirect' {
  const verdict: Verdict = guard({
    method: options.method ?? 'GET',
    target: options.target ?? '/trpc/status.get',
    rawHeaders: headers.flat(),
    upgrade: options.upgrade ?? false,
  })
  return verdict.kind === 'refuse' ? verdict.status : verdict.kind
}

const HOST: [string, string] = ['Host', 'localhost:18789']
const ORIGIN: [string, string] = ['Origin', 'http://localhost:18789']

describe('the guard', () => {
  const goodHosts = ['localhost:18789', '127.0.0.1:18789', '[::1]:18789', 'LOCALHOST:18789']
  const badHosts = [
    'evil.example:18789',
    'localhost',
    'localhost:80',
    'localhost:18790',
    'localhost.:18789',
    'localhost.evil.example:18789',
    '127.0.0.1.evil.example:18789',
    '0.0.0.0:18789',
    '127.1:18789',
    '2130706433:18789',
    '[::ffff:127.0.0.1]:18789',
    '::1:18789',
    'localhost:18789,evil.example',
    'localhost:18789@evil.example',
    '',
  ]
  test.each(goodHosts)('A5 admits the loopback host %s', (host) => {
    expect(decide([['Host', host]])).toBe('admit')
  })
  test.each(badHosts)('A5 refuses the host "%s" on every route', (host) => {
    for (const target of ['/', '/healthz', '/trpc/status.get', '/_next/static/x.js', '/theme.js']) {
      expect(decide([['Host', host]], { target })).toBe(421)
    }
    expect(decide([['Host', host], ORIGIN], { target: '/ws', upgrade: true })).toBe(421)
  })

  const badOrigins = [
    'null',
    'https://evil.example',
    'http://127.0.0.1:18789',
    'http://[::1]:18789',
    'http://[::ffff:127.0.0.1]:18789',
    'http://0.0.0.0:18789',
    'http://127.0.0.1.evil.com:18789',
    'http://localhost:18790',
    'http://localhost',
    'https://localhost:18789',
    'http://127.0.0.1:18789@evil',
    'HTTP://LOCALHOST:18789',
    'http://localhost.:18789',
    'http://localhost:18789/',
    'http://localhost:18789.evil.example',
    '',
  ]
  test.each(badOrigins)('A4 refuses the origin "%s" for reads, changes and upgrades', (origin) => {
    expect(decide([HOST, ['Origin', origin]])).toBe(403)
    const json: [string, string] = ['Content-Type', 'application/json']
    expect(decide([HOST, json, ['Origin', origin]], { method: 'POST' })).toBe(403)
    expect(decide([HOST, ['Origin', origin]], { target: '/ws', upgrade: true })).toBe(403)
  })
  test('admits its own origin', () => {
    expect(decide([HOST, ORIGIN], { target: '/ws', upgrade: true })).toBe('admit')
  })

  test('A6 refuses a second Host, whatever the case of its name, and doubled credentials', () => {
    expect(decide([HOST, ['hOsT', 'evil.example']])).toBe(400)
    expect(decide([HOST, HOST])).toBe(400)
    expect(decide([HOST, ORIGIN, ORIGIN])).toBe(400)
    expect(decide([HOST, ['Authorization', 'Bearer a'], ['authorization', 'Bearer b']])).toBe(400)
  })
  test.each([
    'http://evil.example/',
    'http://localhost:18789/',
    '//evil.example/',
    '/\\evil.example',
    'evil.example:443',
    '*',
    '',
    '/a#b',
  ])('A6 refuses the request target "%s"', (target) => {
    expect(decide([HOST], { target })).toBe(400)
  })
  test('A6 never believes forwarded headers', () => {
    const forwarded: [string, string][] = [
      ['X-Forwarded-Host', 'localhost:18789'],
      ['X-Forwarded-For', '127.0.0.1'],
      ['Forwarded', 'host=localhost:18789'],
    ]
    expect(decide([['Host', 'evil.example'], ...forwarded])).toBe(421)
    expect(decide([HOST, ...forwarded])).toBe(403)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'A7 refuses a POST of "%s"',
    (type) => {
      expect(decide([HOST, ORIGIN, ['Content-Type', type]], { method: 'POST' })).toBe(415)
    },
  )
  test('A7 wants the origin beside a browser credential, and nothing of a program', () => {
    const json: [string, string] = ['Content-Type', 'application/json; charset=utf-8']
    expect(decide([HOST, json, ['Cookie', 'a=b']], { method: 'POST' })).toBe(403)
    expect(decide([HOST, json, ['X-Browser-Key', 'a']], { method: 'POST' })).toBe(403)
    expect(decide([HOST, ['Cookie', 'a=b']], { target: '/ws', upgrade: true })).toBe(403)
    expect(decide([HOST, json, ['Cookie', 'a=b'], ORIGIN], { method: 'POST' })).toBe('admit')
    expect(decide([HOST, json, ['Authorization', 'Bearer a']], { method: 'POST' })).toBe('admit')
  })
  test('refuses compressed and huge bodies before reading them', () => {
    const json: [string, string] = ['Content-Type', 'application/json']
    expect(decide([HOST, json, ['Content-Encoding', 'gzip']], { method: 'POST' })).toBe(415)
    expect(decide([HOST, json, ['Content-Length', '8388609']], { method: 'POST' })).toBe(413)
  })
  test.each(['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE'])('A10 refuses the method %s', (method) => {
    expect(decide([HOST], { method })).toBe(405)
  })

  test.each(['cross-site', 'same-site', 'anything'])('refuses what a %s page loads', (site) => {
    expect(decide([HOST, ['Sec-Fetch-Site', site]], { target: '/theme.js' })).toBe(403)
    expect(decide([HOST, ['Sec-Fetch-Site', site], ORIGIN], { target: '/ws', upgrade: true })).toBe(403)
    const frame: [string, string][] = [
      ['Sec-Fetch-Mode', 'navigate'],
      ['Sec-Fetch-Dest', 'iframe'],
    ]
    expect(decide([HOST, ['Sec-Fetch-Site', site], ...frame], { target: '/' })).toBe(403)
  })
  test('lets a link from elsewhere open the panel', () => {
    const link: [string, string][] = [
      ['Sec-Fetch-Site', 'cross-site'],
      ['Sec-Fetch-Mode', 'navigate'],
      ['Sec-Fetch-Dest', 'document'],
    ]
    expect(decide([HOST, ...link], { target: '/' })).toBe('admit')
  })

  test.each(['/?token=x', '/ws?token=x', '/login?code=x', '/trpc/a?API_KEY=x', '/?a=1&%74oken=x', '/?key='])(
    'A11 refuses a credential in the URL %s',
    (target) => {
      const verdict = guard({ method: 'GET', target, rawHeaders: HOST, upgrade: false })
      expect(verdict).toMatchObject({ kind: 'refuse', status: 400 })
      expect(verdict.kind === 'refuse' && verdict.message).toContain('not accepted in URLs')
    },
  )

  test('sends pages on 127.0.0.1 and [::1] to the one origin, and answers programs where they are', () => {
    for (const host of ['127.0.0.1:18789', '[::1]:18789']) {
      const page = guard({ method: 'GET', target: '/?session=7', rawHeaders: ['Host', host], upgrade: false })
      expect(page).toEqual({ kind: 'redirect', location: 'http://localhost:18789/?session=7' })
      expect(decide([['Host', host]], { target: '/healthz' })).toBe('admit')
      expect(decide([['Host', host]], { target: '/ws', upgrade: true })).toBe('admit')
    }
  })
})
