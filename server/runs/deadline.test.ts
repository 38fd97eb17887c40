import { expect, test } from 'vitest'
import { createManualClock } from '#testing/manual-clock.ts'
import { startDeadline } from './deadline.ts'

const MINUTE = 60_000

/** A clock on the wall that timers do not see jump: the machine slept, or somebody set it. */
function open(options: { ms: number; spentMs?: number }) {
  const timers = createManualClock()
  let jumped = 0
  let expired = 0
  const clock = { now: () => timers.now() + jumped, after: timers.after }
  function onExpiry(): void {
    expired += 1
  }
  return {
    ...startDeadline({ clock, ...options, onExpiry }),
    pass: timers.advance,
    jump(ms: number) {
      jumped += ms
    },
    expired: () => expired,
  }
}

test('runs down while it is not paused, with what was spent before, and ends once', () => {
  const { pause, resume, pass, spent, expired } = open({ ms: 30 * MINUTE, spentMs: 10 * MINUTE })
  pass(90_000)
  pause()
  pause()
  pass(60 * MINUTE)
  expect(spent()).toBe(11.5 * MINUTE)
  resume()
  resume()
  pass(18.5 * MINUTE - 1)
  expect([spent(), expired()]).toEqual([30 * MINUTE - 1, 0])
  pass(1)
  expect([spent(), expired()]).toEqual([30 * MINUTE, 1])
  pause()
  resume()
  pass(60 * MINUTE)
  expect(expired()).toBe(1)
})

test('D6: a machine that slept for hours, or a clock that was set, costs a minute at most', () => {
  const { pause, resume, pass, jump, spent, expired } = open({ ms: 30 * MINUTE })
  pass(5 * MINUTE)
  jump(8 * 60 * MINUTE)
  pause()
  expect(spent()).toBeLessThanOrEqual(6 * MINUTE)
  resume()
  pass(5 * MINUTE)
  jump(-2 * 60 * MINUTE)
  pause()
  expect(spent()).toBeGreaterThanOrEqual(9 * MINUTE)
  resume()
  pass(18 * MINUTE)
  expect(expired()).toBe(0)
  pass(3 * MINUTE)
  expect(expired()).toBe(1)
})

test('one that was stopped never ends', () => {
  const { stop, resume, pass, expired } = open({ ms: MINUTE })
  stop()
  resume()
  pass(2 * MINUTE)
  expect(expired()).toBe(0)
})
