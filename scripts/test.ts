/**
 * `npm test`: everything that must hold. Outside CI a missing tool leaves its suite out and the result
 * says *incomplete*; under CI anything missing or skipped is a failure.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { checks } from './check.ts'
import { ROOT, runSteps, type Step } from './steps.ts'
import { beginImage, sandboxImage, startEngine } from './test/engine.ts'
import { type Count, countUnit, takeSecondLook } from './test/second-look.ts'
import { describeMissing, provideTools, tools } from './test/tools.ts'

const UNIT_REPORT = 'test-results/unit.json'
const E2E_REPORT = 'test-results/e2e.json'

const VITEST = ['node_modules/vitest/vitest.mjs', 'run'] as const
const unit: Step = {
  name: 'unit and process tests',
  command: [...VITEST, '--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`],
}
const build: Step = { name: 'build', command: ['scripts/build.cjs'] }
const sizes: Step = { name: 'sizes of the panel', command: ['scripts/sizes.ts'] }
const e2e: Step = { name: 'browser tests', command: ['node_modules/@playwright/test/cli.js', 'test'] }

const WITHOUT_ENGINE =
  'no Docker engine runs here, and only root can start one, so the tests of the sandbox are left out'

/** Of both suites; zeros where one wrote no report. */
function countTests(): Count {
  const count = countUnit(UNIT_REPORT)
  const report = path.join(ROOT, E2E_REPORT)
  if (!existsSync(report)) return count
  const { stats } = JSON.parse(readFileSync(report, 'utf8'))
  return {
    passed: count.passed + stats.expected + stats.flaky,
    failed: count.failed + stats.unexpected,
    skipped: count.skipped + stats.skipped,
    late: [...count.late, ...Array.from({ length: stats.flaky }, () => 'a browser test, named above')],
  }
}

export function main(): void {
  const underCi = Boolean(process.env.CI)
  const started = performance.now()
  rmSync(path.join(ROOT, 'test-results'), { recursive: true, force: true })

  const missing = provideTools(tools)
  const withoutBrowser = missing.some((tool) => tool.name === 'Chromium')
  if (missing.length > 0 && underCi) {
    console.error('Under CI a missing tool is a failure.')
    process.exitCode = 1
    return
  }

  const engine = startEngine()
  const early = engine && beginImage()
  if (!engine && underCi) {
    console.error('Under CI the Docker engine must run: see test-results/dockerd.log.')
    process.exitCode = 1
    return
  }

  const image = engine ? [sandboxImage] : []
  // The image takes minutes where its packages must be fetched: the unit tests, which need it, come last.
  const ready = runSteps([...checks, build, sizes, ...(withoutBrowser ? [] : [e2e]), ...image])
  const ok = ready && (runSteps([unit]) || takeSecondLook(UNIT_REPORT, VITEST))
  early?.stop()
  engine?.stop()
  const count = countTests()
  const minutes = ((performance.now() - started) / 60_000).toFixed(1)

  console.log(`\nin ${minutes} minutes (budget: 12)`)
  for (const tool of missing) console.log(`incomplete: ${describeMissing(tool)}`)
  if (!engine && !missing.some((tool) => tool.name === 'Docker engine'))
    console.log(`incomplete: ${WITHOUT_ENGINE}`)
  if (underCi && count.skipped > 0)
    console.error(`Under CI nothing may be skipped: ${count.skipped} tests were.`)
  for (const name of count.late) console.log(`passed only at a second look, to be mended: ${name}`)
  console.log(`tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  process.exitCode = ok && count.failed === 0 && count.passed > 0 && !(underCi && count.skipped > 0) ? 0 : 1
}
