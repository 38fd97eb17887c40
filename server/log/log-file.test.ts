import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createLog } from '../log.ts'
import { openLogFile } from './log-file.ts'

let file: string
let time: number
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  file = join(folder, 'logs', 'gateway.log')
  time = 0
})

const open = (limits: { fileBytes?: number; bytesPerSecond?: number } = {}) =>
  openLogFile({ file, missing: (count) => `${count} missing\n`, now: () => time, ...limits })
const text = (name = file) => readFileSync(name, 'utf8')

describe('the file of the log', () => {
  it('gives way to a new one while the gateway runs; five of them are kept', () => {
    const log = open({ fileBytes: 100 })
    for (let line = 0; line < 100; line++) log.write(`line ${line} of the log\n`)
    expect(readdirSync(dirname(file)).sort()).toEqual(
      ['', '.1', '.2', '.3', '.4'].map((age) => `gateway.log${age}`),
    )
    expect(text()).toContain('line 99')
    expect(text(`${file}.1`)).toMatch(/line 9\d/)
    for (const name of readdirSync(dirname(file))) {
      const { size, mode } = statSync(join(dirname(file), name))
      expect([size <= 100, mode & 0o777]).toEqual([true, 0o600])
    }
  })

  it('takes so much a second, counts the rest, and says how much that was', () => {
    const log = open({ bytesPerSecond: 50 })
    for (let line = 0; line < 20; line++) {
      if (log.isFull()) log.skip()
      else log.write('0123456789\n')
    }
    expect(text().split('\n')).toHaveLength(6)
    time += 1_000
    log.write('after\n')
    expect(text()).toMatch(/15 missing\nafter\n$/)
  })

  it('J14: goes on in a new folder where somebody took the old one away', () => {
    const log = open()
    log.write('one\n')
    rmSync(dirname(file), { recursive: true })
    log.write('into the void\n')
    time += 1_000
    log.write('two\n')
    expect(text()).toBe('two\n')
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
  })

  it('J14: loses lines, not the process, where it can not write, and says so when it can again', () => {
    mkdirSync(dirname(file))
    writeFileSync(join(dirname(file), 'x'), '')
    mkdirSync(file)
    const log = open()
    log.write('one\n')
    log.write('two\n')
    rmSync(file, { recursive: true })
    time += 1_000
    log.write('three\n')
    expect(text()).toBe('2 missing\nthree\n')
  })

  it('J14: does not grow for ever where it can not be moved away', () => {
    const log = open({ fileBytes: 50 })
    log.write(`${'x'.repeat(39)}\n`)
    const inTheWay = [1, 2, 3, 4].map((age) => `${file}.${age}`)
    for (const folder of inTheWay) mkdirSync(join(folder, 'of somebody'), { recursive: true })
    for (let line = 0; line < 10; line++) log.write('0123456789012345\n')
    for (const folder of inTheWay) rmSync(folder, { recursive: true })
    expect(statSync(file).size).toBe(40)
    time += 1_000
    log.write('after\n')
    expect(existsSync(`${file}.1`)).toBe(true)
  })

  it('costs a flood of lines next to nothing', () => {
    const log = createLog({ file, level: 'info' })
    const began = process.cpuUsage()
    const begun = performance.now()
    for (let line = 0; line < 300_000; line++) log.info('A line of the flood, of a length that is usual.')
    const { user, system } = process.cpuUsage(began)
    const seconds = (performance.now() - begun) / 1_000
    // 1 GB a minute are some 100,000 lines a second: three seconds of that flood.
    expect((user + system) / 1_000).toBeLessThan(1_500)
    const size = readdirSync(dirname(file)).reduce(
      (sum, name) => sum + statSync(join(dirname(file), name)).size,
      0,
    )
    // Two megabytes in each second that it took, and in those that it only touched.
    expect(size).toBeLessThan((seconds + 2) * 2_000_000)
  })
})
