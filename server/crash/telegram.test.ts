import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildForCrashes, type CrashBuild } from './fixtures/build.ts'
import { describeReport, RESTLESS, runCampaign } from './fixtures/campaign.ts'
import { noFindings } from './fixtures/ledger.ts'
import type { Kill } from './fixtures/plan.ts'
import type { PlantedBug } from './fixtures/planted-bugs.ts'

/**
 * Where a message is between Telegram and us. An answer is shown in the making where its chat was silent before,
 * and where the restless platform does not refuse it.
 */
const POINTS = [
  'channel:after-show',
  'channel:after-fetch',
  'channel:after-store',
  'outbound.before-send',
  'channel:after-send',
] as const

let build: CrashBuild
beforeAll(async () => {
  build = await buildForCrashes()
}, 120_000)
afterAll(() => build.remove())

describe('J5: a gateway with a Telegram bot that is killed', () => {
  it.concurrent('loses no message in silence and sends none twice', { timeout: 300_000 }, async () => {
    const kills: Kill[] = [
      ...POINTS.map((point): Kill => ({ point, victim: 'gateway', tries: 4 })),
      { withinMs: 350, victim: 'gateway' },
    ]
    const seed = Math.floor(Math.random() * 1_000_000)
    const report = await runCampaign({
      entry: build.entry,
      name: 'telegram',
      telegram: true,
      seed,
      kills,
      habits: RESTLESS,
    })
    process.stdout.write(`seed ${seed}: ${describeReport(report)}\n`)
    expect(report.findings).toEqual(noFindings())
    expect(report.points).toEqual(POINTS)
  })

  it.concurrent.each<[PlantedBug, 'lost' | 'duplicates' | 'doubleEffects', string]>([
    ['confirm-before-store', 'lost', 'inbound.before-commit'],
    ['no-dedupe', 'duplicates', 'channel:after-store'],
    ['blind-resend', 'duplicates', 'channel:after-send'],
    ['reply-outside-transaction', 'lost', 'run-end:after-commit'],
    ['tool-before-journal', 'doubleEffects', 'tool-end:before-commit'],
  ])('is found out where it has the bug %s', { timeout: 180_000 }, async (bug, kind, point) => {
    const kills = Array<Kill>(15).fill({ point, victim: 'gateway' })
    const options = { entry: build.entry, name: 'bug', telegram: true, seed: 7, kills, bug }
    const report = await runCampaign({ ...options, habits: {}, untilFound: kind })
    process.stdout.write(`${bug} over Telegram: caught after ${report.kills} kills\n`)
    expect(report.findings[kind].length).toBeGreaterThan(0)
  })
})
