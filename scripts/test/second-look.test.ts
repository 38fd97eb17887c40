import { expect, it } from 'vitest'
import { countReports, listSecondLooks, type UnitReport } from './second-look.ts'

const file = (name: string, ...statuses: string[]): UnitReport['testResults'][number] => ({
  name: `/checkout/${name}`,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, index) => ({ status, fullName: `${name} ${index}` })),
})
const report = (...testResults: UnitReport['testResults']): UnitReport => ({ testResults })

it('looks again at the few files that failed', () => {
  const first = report(file('db/open.test.ts', 'passed'), file('agent/stop.test.ts', 'failed'))
  expect(listSecondLooks(first)).toEqual(['/checkout/agent/stop.test.ts'])
})

it('never looks again at what a kill lost, nor where many files fail', () => {
  const lost = report(file('agent/stop.test.ts', 'failed'), file('server/crash/crash.test.ts', 'failed'))
  expect(listSecondLooks(lost)).toEqual([])
  const many = Array.from({ length: 5 }, (_, index) => file(`a${index}.test.ts`, 'failed'))
  expect(listSecondLooks(report(...many))).toEqual([])
})

it('counts a file as its second look found it', () => {
  const first = report(
    file('a.test.ts', 'passed', 'passed'),
    file('b.test.ts', 'passed', 'failed', 'skipped'),
  )
  expect(countReports(first)).toEqual({ passed: 3, failed: 1, skipped: 1, late: [] })
  const passed = report(file('b.test.ts', 'passed', 'passed', 'passed'))
  expect(countReports(first, passed)).toEqual({
    passed: 5,
    failed: 0,
    skipped: 0,
    late: ['b.test.ts 1', 'b.test.ts 2'],
  })
  expect(countReports(first, report(file('b.test.ts', 'passed', 'failed', 'passed'))).failed).toBe(1)
})
