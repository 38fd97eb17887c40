import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../steps.ts'
import { listPaths } from './paths.ts'

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

interface Row {
  readonly ids: string[]
  readonly files: string[]
}

function listRows(page: string): Row[] {
  const table = page.slice(page.indexOf('\n## Holds now'), page.indexOf('\n## Not yet'))
  const lines = table.split('\n').filter((line) => /^\| [A-L]\d/.test(line))
  return lines.map((line) => {
    const [, ids = '', , , shownBy = ''] = line.split('|')
    return {
      ids: ids.trim().split(' '),
      files: listPaths(shownBy).filter((file) => /\.(test|spec)\./.test(file)),
    }
  })
}

/** Texts that can name a test: first in a call or a row, of an `id` or a `name`, or the key of a table. */
function listNames(source: string): string[] {
  const text = /"([^"\n]*)"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/.source
  const named = new RegExp(
    `(?:\\b(?:it|test|describe)\\(\\s*|\\)\\(\\s*|\\b(?:id|name): |\\[\\s*)(?:${text})|^ +'([^'\\n]+)':`,
    'gm',
  )
  return [...source.matchAll(named)].map((found) => found.slice(1).find((part) => part !== undefined) ?? '')
}

/** Where a row says more than its files do: an id that none of them tests, a file that tests none of its ids. */
function listGaps(rows: readonly Row[], namesOf: (file: string) => string): string[] {
  return rows.flatMap(({ ids, files }) => {
    const names = files.map(namesOf)
    const tests = (id: string, index: number): boolean => new RegExp(`\\b${id}\\b`).test(names[index] ?? '')
    return [
      ...ids.filter((id) => !files.some((_, index) => tests(id, index))),
      ...files.filter((_, index) => !ids.some((id) => tests(id, index))).map((file) => `${ids} ${file}`),
    ]
  })
}

/** Every attack that must be held off before anybody may use this, but for those that come with later features. */
const REQUIRED = [
  ...['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9', 'A10', 'A11', 'A13'],
  ...['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7', 'B8', 'B9', 'B10', 'B11', 'B12', 'B13', 'B14', 'B15'],
  ...['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C13', 'C14', 'D1', 'D2', 'E6', 'L1', 'L2'],
]

describe('docs/security.md', () => {
  const rows = listRows(read('docs/security.md'))
  const known = new Map<string, string>()
  /** The names of the tests of a file, read once. */
  function namesOf(file: string): string {
    const names = known.get(file) ?? listNames(read(file)).join('\n')
    known.set(file, names)
    return names
  }

  it('names for each attack a test that carries its id', () => {
    expect(listGaps(rows, namesOf)).toEqual([])
    const shown = new Set(rows.flatMap(({ ids }) => ids))
    expect(REQUIRED.filter((id) => !shown.has(id))).toEqual([])
  })

  it('would be found out if a test lost its id, or were another one', () => {
    const without = (id: string) => (file: string) =>
      namesOf(file).replaceAll(new RegExp(`\\b${id}\\b`, 'g'), '')
    for (const id of REQUIRED) expect(listGaps(rows, without(id))).toContain(id)
    expect(listGaps([{ ids: ['A1'], files: ['server/log.test.ts'] }], namesOf)).toHaveLength(2)
  })
})
