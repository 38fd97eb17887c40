import { describe, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { ERROR_CODES, type ErrorCode } from '#protocol/errors.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { type Cooldowns, createCooldowns } from './cooldowns.ts'

const SECOND = 1_000
const target = (reference: string, keyId?: string): ModelTarget => ({
  reference,
  api: 'openai-compatible',
  provider: 'lab',
  modelId: 'm',
  ...(keyId ? { keyId } : {}),
})
const namesOf = (targets: readonly ModelTarget[]) =>
  targets.map(({ reference, keyId }) => (keyId ? `${reference}#${keyId}` : reference))

/** Two keys of one model, and two models beside it. */
const LINE = [target('a', '1'), target('a', '2'), target('b'), target('c')]
const RESTS: readonly ErrorCode[] = [
  'model_rate_limited',
  'model_unavailable',
  'model_timeout',
  'model_stream_cut',
  'model_auth',
  'unknown_model',
]

function setUp() {
  const clock = createManualClock()
  return { clock, cooldowns: createCooldowns({ clock, random: () => 0.5 }) }
}

/** The rule of the table below, on any implementation: it throws where a failure rests others, or for too long. */
function checkRests(
  create: () => { clock: ReturnType<typeof createManualClock>; cooldowns: Cooldowns },
): void {
  for (const code of ERROR_CODES) {
    const { clock, cooldowns } = create()
    cooldowns.note({ reference: 'a', keyId: '1', code, retryAfterMs: 86_400 * SECOND })
    const after = namesOf(cooldowns.arrange(LINE))
    expect([code, after]).toEqual([code, RESTS.includes(code) ? ['a#2', 'b', 'c', 'a#1'] : namesOf(LINE)])
    clock.advance(301 * SECOND)
    expect([code, namesOf(cooldowns.arrange(LINE))[0]]).toEqual([code, 'a#1'])
  }
}

describe('a model that failed', () => {
  it('K1: rests with this key alone, for five minutes at most, and never for a fault of our own', () => {
    checkRests(setUp)
  })

  it.each<[string, (cooldowns: Cooldowns) => Cooldowns]>([
    [
      'rests whoever sent a bad request',
      (real) => ({ ...real, note: (tried) => real.note({ ...tried, code: tried.code && 'model_auth' }) }),
    ],
    [
      'rests every key of the model',
      (real) => ({
        ...real,
        note(tried) {
          real.note(tried)
          real.note({ ...tried, keyId: '2' })
        },
      }),
    ],
    ['rests nobody', (real) => ({ ...real, note: () => undefined })],
  ])('K1: a planted gateway that %s is found out', (_name, plant) => {
    const planted = () => {
      const { clock, cooldowns } = setUp()
      return { clock, cooldowns: plant(cooldowns) }
    }
    expect(() => checkRests(planted)).toThrow()
  })

  it('rests longer each time, comes back by one run that tries, and is forgiven when that went well', () => {
    const { clock, cooldowns } = setUp()
    const fail = () => cooldowns.note({ reference: 'a', keyId: '1', code: 'model_unavailable' })
    const isFirst = () => namesOf(cooldowns.arrange(LINE))[0] === 'a#1'
    for (const seconds of [15, 30, 60, 120, 240, 300, 300]) {
      fail()
      clock.advance((seconds - 1) * SECOND)
      expect([seconds, isFirst()]).toEqual([seconds, false])
      clock.advance(SECOND)
      expect(cooldowns.arrange(LINE)[0]).toMatchObject({ keyId: '1', probe: true })
      expect([seconds, isFirst()]).toEqual([seconds, false])
    }
    cooldowns.note({ reference: 'a', keyId: '1', code: null })
    expect(isFirst()).toBe(true)
    expect(cooldowns.arrange(LINE)[0]).not.toHaveProperty('probe')
    fail()
    clock.advance(15 * SECOND)
    expect(isFirst()).toBe(true)
  })

  it('is asked all the same where nobody else is there, the one whose rest ends first before the others', () => {
    const { cooldowns } = setUp()
    cooldowns.note({ reference: 'a', code: 'model_rate_limited', retryAfterMs: 60 * SECOND })
    cooldowns.note({ reference: 'b', code: 'model_rate_limited', retryAfterMs: 5 * SECOND })
    expect(namesOf(cooldowns.arrange([target('a')]))).toEqual(['a'])
    const line = cooldowns.arrange([{ ...target('a'), chosen: true }, target('b')])
    expect(line[0]).toMatchObject({
      reference: 'b',
      insteadOf: { reference: 'a', code: 'model_rate_limited', chosen: true },
    })
    cooldowns.clear('a')
    expect(namesOf(cooldowns.arrange([target('a'), target('b')]))).toEqual(['a', 'b'])
    expect([cooldowns.list('a'), cooldowns.list('b').map(({ code }) => code)]).toEqual([
      [],
      ['model_rate_limited'],
    ])
  })
})
