import { describe, expect, test } from 'vitest'
import { createGuard, type Guard, type OutsideNames } from './guard.ts'

const TAILNET = 'desk.tail1.ts.net'
const PUBLIC = 'hooks.example.com'
const names: OutsideNames = { tailnet: TAILNET, hooks: PUBLIC }

interface Case {
  readonly id: string
  readonly what: string
  readonly headers: readonly [name: string, value: string][]
  readonly method?: string
  readonly target?: string
  readonly upgrade?: boolean
  readonly expected: number | 'admit'
}

const JSON_BODY: [string, string] = ['Content-Type', 'application/json']
const tailnetOrigin: [string, string] = ['Origin', `https://${TAILNET}`]
const loopbackOrigin: [string, string] = ['Origin', 'http://localhost:18789']
const cookie: [string, string] = ['Cookie', 'a=b']
const socket = { target: '/ws', upgrade: true }
const identity: [string, string][] = [
  ['Tailscale-User-Login', 'owner@example.com'],
  ['X-Forwarded-For', '100.64.0.9'],
  ['X-Forwarded-Proto', 'https'],
]
const host = (name: string): [string, string] => ['Host', name]

const REFUSED: readonly Case[] = [
  ...[
    '/',
    '/trpc/status.get',
    '/ws',
    '/login/exchange',
    '/v1/models',
    '/hooks',
    '/HOOKS/a',
    '/pair/request',
  ].map(
    (target): Case => ({
      id: 'A5',
      what: `the public name asks for ${target}`,
      headers: [host(PUBLIC)],
      target,
      expected: 421,
    }),
  ),
  { id: 'A5', what: 'the public name opens a socket', headers: [host(PUBLIC)], ...socket, expected: 421 },
  {
    id: 'A5',
    what: 'the public name opens a socket below its path',
    headers: [host(PUBLIC)],
    target: '/hooks/ws',
    upgrade: true,
    expected: 421,
  },
  {
    id: 'A5',
    what: 'a name below the public one',
    headers: [host(`a.${PUBLIC}`)],
    target: '/hooks/a',
    expected: 421,
  },
  {
    id: 'A5',
    what: 'the name of another machine of the tailnet',
    headers: [host('other.tail1.ts.net')],
    expected: 421,
  },
  {
    id: 'A5',
    what: 'the tailnet name with the port of the gateway',
    headers: [host(`${TAILNET}:18789`)],
    expected: 421,
  },
  {
    id: 'A4',
    what: 'a page of the tailnet name over plain HTTP',
    headers: [host(TAILNET), cookie, ['Origin', `http://${TAILNET}`]],
    ...socket,
    expected: 403,
  },
  {
    id: 'A4',
    what: 'the page of loopback under the tailnet name',
    headers: [host(TAILNET), cookie, loopbackOrigin],
    ...socket,
    expected: 403,
  },
  {
    id: 'A4',
    what: 'the page of the tailnet name under loopback',
    headers: [host('localhost:18789'), cookie, tailnetOrigin],
    ...socket,
    expected: 403,
  },
  {
    id: 'A1',
    what: 'a page under the public name sends a webhook',
    headers: [host(PUBLIC), JSON_BODY, ['Origin', `https://${PUBLIC}`]],
    method: 'POST',
    target: '/hooks/a',
    expected: 403,
  },
  {
    id: 'B17',
    what: 'what Tailscale says of the user, without Tailscale',
    headers: [host('localhost:18789'), ...identity],
    expected: 403,
  },
  ...['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'Forwarded', 'X-Real-IP'].map(
    (name): Case => ({
      id: 'B18',
      what: `a proxy that hides its own name, with ${name}`,
      headers: [host('127.0.0.1:18789'), [name, 'localhost']],
      expected: 403,
    }),
  ),
  {
    id: 'A5',
    what: 'the open internet through a funnel of the tailnet name',
    headers: [host(TAILNET), ['Tailscale-Funnel-Request', '?1']],
    expected: 421,
  },
]

const ADMITTED: readonly Case[] = [
  {
    id: 'A5',
    what: 'a webhook',
    headers: [host(PUBLIC), JSON_BODY, ['X-Forwarded-For', '1.2.3.4']],
    method: 'POST',
    target: '/hooks/a',
    expected: 'admit',
  },
  {
    id: 'A5',
    what: 'a page of the tailnet name',
    headers: [host(TAILNET), ...identity],
    target: '/chat',
    expected: 'admit',
  },
  {
    id: 'A5',
    what: 'its socket',
    headers: [host(TAILNET), cookie, tailnetOrigin, ...identity],
    ...socket,
    expected: 'admit',
  },
]

function verdictOf(
  guard: Guard,
  { headers, method = 'GET', target = '/trpc/status.get', upgrade = false }: Case,
) {
  const verdict = guard({ method, target, upgrade, rawHeaders: headers.flat() })
  return verdict.kind === 'refuse' ? verdict.status : verdict.kind
}

const wrong = (guard: Guard, cases: readonly Case[]) =>
  cases
    .filter((attack) => verdictOf(guard, attack) !== attack.expected)
    .map(({ id, what }) => `${id}: ${what}`)

describe('names beside loopback', () => {
  const guard = createGuard(18789, () => names)

  test.each(REFUSED)('$id: refuses $what', (attack) => {
    expect(verdictOf(guard, attack)).toBe(attack.expected)
  })

  test('A5: the tailnet gets the gateway, the public name gets webhooks', () => {
    expect(wrong(guard, ADMITTED)).toEqual([])
  })

  test('A5: nobody is let in under a name that is not set up', () => {
    const bare = createGuard(18789)
    expect(ADMITTED.map((asked) => verdictOf(bare, asked))).toEqual([421, 421, 421])
  })

  test('A5: a name that is both is no more than the public one', () => {
    const both = createGuard(18789, () => ({ tailnet: PUBLIC, hooks: PUBLIC }))
    expect(verdictOf(both, { id: 'A5', what: '', headers: [host(PUBLIC)], expected: 421 })).toBe(421)
  })

  test('A5, B17, B18: planted bugs are found out', () => {
    const admitsAll: Guard = () => ({ kind: 'admit' })
    expect(wrong(admitsAll, REFUSED)).toHaveLength(REFUSED.length)
    // Takes the public name for one of the owner's own network.
    const mixesNames = createGuard(18789, () => ({ tailnet: PUBLIC }))
    expect(wrong(mixesNames, REFUSED)).toContain('A5: the public name asks for /trpc/status.get')
    // Believes what a proxy says, by not looking at it.
    const looksAway: Guard = (facts) => {
      const rest: string[] = []
      for (let at = 0; at < facts.rawHeaders.length; at += 2) {
        const name = facts.rawHeaders[at] ?? ''
        if (!/^(x-|forwarded|tailscale-)/i.test(name)) rest.push(name, facts.rawHeaders[at + 1] ?? '')
      }
      return guard({ ...facts, rawHeaders: rest })
    }
    expect(wrong(looksAway, REFUSED).map((found) => found.slice(0, 3))).toEqual([
      'B17',
      'B18',
      'B18',
      'B18',
      'B18',
      'B18',
      'A5:',
    ])
  })
})
