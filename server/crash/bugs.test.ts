import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildForCrashes, type CrashBuild } from './fixtures/build.ts'
import { runCampaign } from './fixtures/campaign.ts'
import type { Kill } from './fixtures/plan.ts'
import { PLANTED_BUGS, type PlantedBug } from './fixtures/planted-bugs.ts'

let build: CrashBuild
beforeAll(async () => {
  build = await buildForCrashes()
}, 120_000)
afterAll(() => build.remove())

describe('the harness sees a gateway that', () => {
  const cases: [PlantedBug, 'lost' | 'duplicates' | 'doubleEffects', Kill][] = [
    ['confirm-before-store', 'lost', { point: 'inbound.before-commit', victim: 'gateway' }],
    ['no-dedupe', 'duplicates', { withinMs: 350, victim: 'gateway' }],
    ['blind-resend', 'duplicates', { point: 'outbound.after-send', victim: 'gateway' }],
    ['reply-outside-transaction', 'lost', { point: 'run-end:after-commit', victim: 'gateway' }],
    ['tool-before-journal', 'doubleEffects', { point: 'tool-end:before-commit', victim: 'gateway' }],
  ]

  it('has any of five planted bugs', () => {
    expect(cases.map(([bug]) => bug)).toEqual(PLANTED_BUGS)
  })

  it.concurrent.each(cases)(
    'has the bug %s, by what was %s',
    { timeout: 180_000 },
    async (bug, kind, kill) => {
      const kills = Array<Kill>(25).fill(kill)
      const begun = performance.now()
      const report = await runCampaign({
        entry: build.entry,
        name: 'bug',
        seed: 7,
        kills,
        bug,
        untilFound: kind,
      })
      const seconds = Math.round((performance.now() - begun) / 1_000)
      process.stdout.write(`${bug}: caught after ${report.kills} kills, ${seconds} s\n`)
      expect(report.findings[kind].length).toBeGreaterThan(0)
    },
  )
})
