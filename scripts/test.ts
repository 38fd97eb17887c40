/**
 * `npm test`: everything that must hold. Outside CI a missing tool leaves its suite out and the result
 * says *incomplete*; under CI anything missing or skipped is a failure.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { checks } from './check.ts'
import { beginImage, sandboxImage, startEngine } from './engine.ts'
import { ROOT, runSteps, type Step } from './steps.ts'
import { provideTools, tools } from './tools.ts'

const UNIT_REPORT = 'test-results/unit.json'
const E2E_REPORT = 'test-results/e2e.json'

const unit: Step = {
  name: 'unit and process tests',
  command: [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${UNIT_REPORT}`,
  ],
}
const build: Step = { name: 'build', command: ['scripts/build.cjs'] }
const sizes: Step = { name: 'sizes of the panel', command: ['scripts/sizes.ts'] }
const e2e: Step = { name: 'browser tests', command: ['node_modules/@playwright/test/cli.js', 'test'] }

interface Count {
  passed: number
  failed: number
  skipped: number
}

/** Counts of a vitest report and of a Playwright report; zeros where the suite wrote none. */
function countTests(): Count {
  const count: Count = { passed: 0, failed: 0, skipped: 0 }
  const read = (file: string): Record<string, unknown> | undefined =>
    existsSync(path.join(ROOT, file)) ? JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) : undefined
  const add = (passed: unknown, failed: unknown, skipped: unknown): void => {
    count.passed += Number(passed ?? 0)
    count.failed += Number(failed ?? 0)
    count.skipped += Number(skipped ?? 0)
  }
  const vitest = read(UNIT_REPORT)
  if (vitest) add(vitest.numPassedTests, vitest.numFailedTests, vitest.numPendingTests)
  const stats = read(E2E_REPORT)?.stats as Record<string, unknown> | undefined
  if (stats) add(stats.expected, Number(stats.unexpected ?? 0) + Number(stats.flaky ?? 0), stats.skipped)
  return count
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
  const ok = runSteps([...checks, build, sizes, ...(withoutBrowser ? [] : [e2e]), ...image, unit])
  early?.stop()
  engine?.stop()
  const count = countTests()
  const minutes = ((performance.now() - started) / 60_000).toFixed(1)

  console.log(`\nin ${minutes} minutes (budget: 12)`)
  if (!engine)
    console.log('incomplete: no Docker engine runs here, so the tests of the sandbox were left out')
  if (missing.length > 0)
    console.log(`incomplete: ${missing.map((tool) => tool.name).join(', ')} missing, see above`)
  if (underCi && count.skipped > 0)
    console.error(`Under CI nothing may be skipped: ${count.skipped} tests were.`)
  console.log(`tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  process.exitCode = ok && count.failed === 0 && count.passed > 0 && !(underCi && count.skipped > 0) ? 0 : 1
}
