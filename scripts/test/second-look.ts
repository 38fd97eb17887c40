import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT, runSteps } from '../steps.ts'

/** The few fields of vitest's JSON report that are read here. */
export interface UnitReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

export interface Count {
  passed: number
  failed: number
  skipped: number
  /** The names of those that passed only at the second look. */
  late: string[]
}

/** With more than these it is not the machine that was busy. */
const MOST_FILES = 4
/** What is lost or done twice after a kill is a fault of the product, however seldom: it gets no second look. */
const FINAL = '/server/crash/'
const REPORT = 'test-results/second-look.json'

/** The files that may be looked at again; empty where the failure stands as it is. */
export function listSecondLooks({ testResults }: UnitReport): string[] {
  const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => name)
  return failed.length > MOST_FILES || failed.some((name) => name.includes(FINAL)) ? [] : failed
}

/**
 * Runs the failed files of a report again, alone: a test that waits for processes can be late on a busy machine.
 * True where all of them pass now.
 */
export function takeSecondLook(report: string, command: readonly [string, ...string[]]): boolean {
  const first = readReport(report)
  const files = first ? listSecondLooks(first) : []
  if (files.length === 0) return false
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
  return runSteps([
    { name: 'a second look', command: [...command, ...reporters, '--maxWorkers=1', ...files] },
  ])
}

/** What a report counts, with its second look where one was taken. */
export function countUnit(report: string): Count {
  return countReports(readReport(report), readReport(REPORT))
}

export function countReports(first?: UnitReport, second?: UnitReport): Count {
  const again = new Map(second?.testResults.map((file) => [file.name, file]))
  const count: Count = { passed: 0, failed: 0, skipped: 0, late: [] }
  for (const file of first?.testResults ?? []) {
    const before = new Map(file.assertionResults.map(({ fullName, status }) => [fullName, status]))
    const now = again.get(file.name) ?? file
    for (const { fullName, status } of now.assertionResults) {
      if (status === 'failed') count.failed += 1
      else if (status !== 'passed') count.skipped += 1
      else {
        count.passed += 1
        if (before.get(fullName) !== 'passed') count.late.push(fullName)
      }
    }
  }
  return count
}

function readReport(file: string): UnitReport | undefined {
  const whole = path.join(ROOT, file)
  return existsSync(whole) ? JSON.parse(readFileSync(whole, 'utf8')) : undefined
}
