import { describe, expect, test } from 'vitest'
import { listAuditEntries } from '#db/queries/access/audit.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Authenticate } from './authenticate.ts'
import { letBrowserIn, OWNER, openTestAccess, type TestAccess } from './fixtures/test-access.ts'
import { probeTiming } from './fixtures/timing-probe.ts'

type Answer = 'in' | 'out' | 'wait'

function ask(authenticate: Authenticate, proof: Parameters<Authenticate>[0]): Answer {
  try {
    return authenticate(proof) ? 'in' : 'out'
  } catch (error) {
    if (toAppError(error).code === 'too_many') return 'wait'
    throw error
  }
}

const COOKIE = 'openclaw_18789=guess'

/** Many guesses, a restart in their midst; what they and the owner were told. */
function guessALot(
  authenticateOf: (access: TestAccess) => Authenticate,
  options: { guesses?: number; restart?: (access: TestAccess) => TestAccess } = {},
) {
  const { guesses = 200, restart = (running: TestAccess) => running.restart() } = options
  let access = openTestAccess()
  const browser = letBrowserIn(access)
  const { token } = access.features.tokens.create({ name: 'mine', scopes: ['read'] }, OWNER)
  const told = new Map<Answer, number>()
  const guess = (count: number, proof: (n: number) => Parameters<Authenticate>[0]): void => {
    for (let n = 0; n < count; n++) {
      const answer = ask(authenticateOf(access), proof(n))
      told.set(answer, (told.get(answer) ?? 0) + 1)
    }
  }
  const wrongToken = (n: number) => ({ bearer: `oc_guess-${n}` })
  guess(guesses / 2, wrongToken)
  access = restart(access)
  guess(guesses / 4, wrongToken)
  guess(guesses / 4, (n) => ({ cookieHeader: COOKIE, browserKey: `guess-${n}` }))
  const authenticate = authenticateOf(access)
  const owner = [{ bearer: access.credentials.token }, { bearer: token }, browser.proof()].map((proof) =>
    ask(authenticate, proof),
  )
  access.clock.advance(60_000)
  return {
    told: Object.fromEntries(told),
    owner,
    afterAMinute: ask(authenticate, { bearer: 'oc_again' }),
    lines: listAuditEntries(access.database.db, { limit: 99, action: 'login' }).length,
  }
}

describe('B4 guessing', () => {
  const held = (guesses: number) => ({
    told: { out: 20, wait: guesses - 20 },
    owner: ['in', 'in', 'in'],
    afterAMinute: 'out',
    lines: 21,
  })

  test('is slowed down for each kind of credential, over a restart, and holds no right one back', () => {
    const guesses = 10_000
    expect(guessALot(({ authenticate }) => authenticate, { guesses })).toEqual(held(guesses))
  })

  test('planted bugs: no limit, one that a restart forgets, one that holds everybody back', () => {
    expect(guessALot(({ credentials }) => credentials.authenticate)).not.toEqual(held(200))
    const forgets = (access: TestAccess): TestAccess => {
      access.database.raw.exec('delete from failure_counts')
      return access.restart()
    }
    expect(guessALot(({ authenticate }) => authenticate, { restart: forgets })).not.toEqual(held(200))
    const holdsBack =
      (access: TestAccess): Authenticate =>
      (proof) => {
        access.authenticate({ bearer: 'oc_probe' })
        return access.authenticate(proof)
      }
    expect(guessALot(holdsBack)).not.toEqual(held(200))
  })

  test('is nothing that a browser does which was signed out, or lost one of its halves', () => {
    const access = openTestAccess()
    const browser = letBrowserIn(access)
    access.features.devices.revoke(browser.id, OWNER)
    const { cookieHeader, browserKey } = browser.proof()
    for (let reload = 0; reload < 30; reload++) {
      expect(ask(access.authenticate, { cookieHeader, browserKey })).toBe('out')
      expect(ask(access.authenticate, { browserKey })).toBe('out')
      expect(ask(access.authenticate, { cookieHeader })).toBe('out')
    }
    const other = letBrowserIn(access)
    const mixed = { cookieHeader: other.proof().cookieHeader, browserKey }
    const answers = Array.from({ length: 11 }, () => ask(access.authenticate, mixed))
    expect(answers).toEqual([...Array(10).fill('out'), 'wait'])
  })
})

describe('B1 the time of a refusal', () => {
  /** 4,300 probes: without a connection the correlation is within 0.06 in all but one of 10,000 runs. */
  const PROBES = 4_300

  test('says nothing of how much of the token was right', () => {
    const { credentials } = openTestAccess()
    const { correlation } = probeTiming(credentials.token, PROBES, (bearer) => credentials.check({ bearer }))
    expect(Math.abs(correlation)).toBeLessThan(0.1)
  })

  test('planted bug: a comparison that stops at the first difference is found out', () => {
    const { credentials } = openTestAccess()
    const stopsEarly = (bearer: string): boolean => {
      for (const [index, character] of [...credentials.token].entries()) {
        if (bearer[index] !== character) return false
        credentials.check({})
      }
      return true
    }
    const { correlation } = probeTiming(credentials.token, PROBES, stopsEarly)
    expect(correlation).toBeGreaterThan(0.3)
  })
})
