import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** Where it is so late in Berlin, the days of this many days begin at these local times. */
function beginnings(now: string, days: number): string[] {
  const script = `
    import { startOfDay } from '${new URL('./clock.ts', import.meta.url)}'
    const now = Date.parse('${now}')
    for (let day = 0; day < ${days}; day += 1) console.log(new Date(startOfDay(now, day)).toLocaleString('sv'))`
  const options = { env: { ...process.env, TZ: 'Europe/Berlin' }, encoding: 'utf8' } as const
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], options).trim().split('\n')
}

test('a day of 23 hours and one of 25 count as a day each', () => {
  expect(beginnings('2026-03-30T00:30:00+02:00', 2)).toEqual(['2026-03-30 00:00:00', '2026-03-29 00:00:00'])
  expect(beginnings('2026-10-25T23:30:00+01:00', 2)).toEqual(['2026-10-25 00:00:00', '2026-10-24 00:00:00'])
})
