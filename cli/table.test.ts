import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { oneLine, printTable } from './table.ts'
import { printJson, type Terminal } from './terminal.ts'

it('E7: a name can neither steer the terminal, nor turn its line, nor begin a new one', () => {
  const hostile = 'Al\u001b[2Jice\u202e\u200b\u0007\nroot  \u2066approved\u{e0041}'
  expect(oneLine(hostile)).toBe('Alice root approved')
  const out = new PassThrough()
  printTable(out, ['name', 'id'], { rows: [[hostile, '1']], none: '' })
  expect(String(out.read())).toBe('name                 id\nAlice root approved  1\n')
})

it('E7: JSON steers no terminal either, and is the same to programs', () => {
  const out = new PassThrough()
  const hostile = { name: 'Al\u009b2Jice\u202e\u001b[2J', 小明: '🦞' }
  printJson({ out } as unknown as Terminal, hostile)
  const line = String(out.read())
  expect(line).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
  expect(line).toContain('小明')
  expect(JSON.parse(line)).toEqual(hostile)
})

it('aligns names in any script', () => {
  const out = new PassThrough()
  printTable(out, ['name', 'id'], {
    rows: [
      ['小明', '1'],
      ['e\u0301mile', '2'],
      ['👍🏽', '3'],
    ],
    none: '',
  })
  const lines = String(out.read()).split('\n')
  expect(lines.slice(0, 3)).toEqual(['name   id', '小明   1', 'e\u0301mile  2'])
})

it('says that there is none', () => {
  const out = new PassThrough()
  printTable(out, ['name'], { rows: [], none: 'Nobody waits.' })
  expect(String(out.read())).toBe('Nobody waits.\n')
})
