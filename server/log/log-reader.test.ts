import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createLogReader } from './log-reader.ts'

let file: string
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-logs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  file = join(folder, 'gateway.log')
})

const line = (number: number, more: object = {}) =>
  `${JSON.stringify({ level: number % 10 === 0 ? 40 : 30, time: '2026-11-23T00:00:00.000Z', msg: `line ${number}`, ...more })}\n`
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => line(from + index)).join('')
const reader = () =>
  createLogReader({ file, redact: (text) => text.replaceAll('secret', '[hidden]'), flush: () => undefined })
const numbers = (page: { lines: readonly { message: string }[] }) =>
  page.lines.map(({ message }) => Number(message.slice(5)))

describe('the lines of the log', () => {
  it('are read from the newest back through all files, each once', async () => {
    writeFileSync(`${file}.1`, lines(0, 3_000))
    writeFileSync(file, lines(3_000, 6_000))
    const { list } = reader()
    const seen: number[] = []
    let page = await list({ limit: 500 })
    for (;;) {
      seen.unshift(...numbers(page))
      if (page.older === null) break
      page = await list({ limit: 500, before: page.older })
    }
    expect(seen).toEqual(Array.from({ length: 6_000 }, (_, index) => index))
  })

  it('go on where one left off, also while their file becomes an older one', async () => {
    writeFileSync(file, lines(0, 10))
    const { list } = reader()
    let { newer } = await list({ limit: 5 })
    appendFileSync(file, lines(10, 12))
    renameSync(file, `${file}.1`)
    writeFileSync(file, `${lines(12, 14)}{"level":30,"half`)
    const next = await list({ after: newer, limit: 500 })
    expect(numbers(next)).toEqual([10, 11, 12, 13])
    newer = next.newer
    appendFileSync(file, ` a line\n${lines(14, 15)}`)
    expect(numbers(await list({ after: newer, limit: 500 }))).toEqual([14])
  })

  it('are found by level and words, and hold what is known to be secret no more', async () => {
    writeFileSync(file, lines(0, 100) + line(100, { part: 'Models', token: 'secret "quoted"' }))
    const { list } = reader()
    expect(numbers(await list({ limit: 500, level: 'warn' }))).toEqual([
      0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100,
    ])
    const found = await list({ limit: 500, text: 'ET "QUO' })
    expect(found.lines).toMatchObject([
      { level: 'warn', part: 'Models', message: 'line 100', at: 1795392000000 },
    ])
    expect(found.lines[0]?.raw).toContain('[hidden]')
  })

  it('say where some are gone, and stand what is no line at all', async () => {
    writeFileSync(file, `not a line\n\n${lines(1, 3)}`)
    const { list } = reader()
    expect(await list({ after: '1:5', limit: 5 })).toMatchObject({ hasGap: true, older: null })
    expect(numbers(await list({ limit: 5 }))).toEqual([1, 2])
    rmSync(file)
    expect(await list({ limit: 5 })).toMatchObject({ lines: [], older: null })
  })

  it('are looked for in so much of the files at once, from where the next question goes on', async () => {
    writeFileSync(
      file,
      `${line(1, { it: 'needle' })}${line(2, { pad: 'x'.repeat(3_000_000) })}${lines(3, 30_000)}`,
    )
    const { list } = reader()
    let page = await list({ limit: 5, text: 'Needle' })
    expect(page.lines).toEqual([])
    let rounds = 0
    while (page.lines.length === 0 && page.older !== null && rounds < 9) {
      page = await list({ limit: 5, text: 'Needle', before: page.older })
      rounds += 1
    }
    expect(numbers(page)).toEqual([1])
  })
})
