import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HIDDEN_SECRET } from '#protocol/chat/hidden-secret.ts'
import { LIST_LIMIT } from '#protocol/tools/files.ts'
import { TOOL_TEXT_LIMIT, type ToolOutput } from '#protocol/tools.ts'
import { pdf } from '../documents/fixtures/pdf.ts'
import { createHome, errorOf, outputOf } from './fixtures/home.ts'

let home: ReturnType<typeof createHome>
beforeEach(() => {
  home = createHome()
})
afterEach(() => home.close())

const place = (name: string) => join(home.workspace, name)
const put = (name: string, content: string | Buffer) => fs.writeFileSync(place(name), content)
const text = (name: string) => fs.readFileSync(place(name), 'utf8')
const read = async (input: object) => outputOf<ToolOutput<'read'>>(await home.run('read', input))

describe('read', () => {
  it('gives a window of lines and says where it lies in the file', async () => {
    put('ten.txt', Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join(''))
    expect(await read({ path: 'ten.txt', offset: 4, limit: 2 })).toEqual({
      path: 'ten.txt',
      content: 'line 4\nline 5\n',
      firstLine: 4,
      totalLines: 10,
      truncated: true,
    })
    expect(await read({ path: 'ten.txt', offset: 9 })).toMatchObject({
      content: 'line 9\nline 10\n',
      truncated: false,
    })
    expect(errorOf(await home.run('read', { path: 'ten.txt', offset: 11 }))).toMatch(/has 10 lines/)
  })

  it('counts a last line without a newline, and nothing in an empty file', async () => {
    put('open.txt', 'a\nb')
    put('empty.txt', '')
    expect(await read({ path: 'open.txt' })).toMatchObject({
      content: 'a\nb',
      totalLines: 2,
      truncated: false,
    })
    expect(await read({ path: 'empty.txt' })).toMatchObject({ content: '', totalLines: 0, truncated: false })
  })

  it('cuts long text at the end of a line, and streams a large file without holding it', async () => {
    const line = `${'x'.repeat(99)}\n`
    put('large.txt', line.repeat(600_000))
    const before = process.memoryUsage().rss
    const first = await read({ path: 'large.txt' })
    expect(first).toMatchObject({ totalLines: 600_000, truncated: true })
    expect(first.content.length).toBe(TOOL_TEXT_LIMIT)
    expect((await read({ path: 'large.txt', offset: 600_000 })).content).toBe(line)
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024)
    put('one-line.txt', 'é'.repeat(200_000))
    expect(await read({ path: 'one-line.txt' })).toMatchObject({
      content: 'é'.repeat(TOOL_TEXT_LIMIT),
      truncated: true,
    })
  })

  it('gives the text of a PDF, and says why of one that has none', async () => {
    put('report.pdf', pdf('Three red boats'))
    expect(await read({ path: 'report.pdf' })).toMatchObject({
      content: expect.stringContaining('Three red boats'),
    })
    put('broken.pdf', '%PDF-1.7 and nothing else')
    expect(errorOf(await home.run('read', { path: 'broken.pdf' }))).toMatch(/can not be read: it is damaged/)
  })

  it('refuses binary data and folders in words', async () => {
    put('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]))
    expect(errorOf(await home.run('read', { path: 'picture.png' }))).toMatch(/not text/)
    expect(errorOf(await home.run('read', { path: '.' }))).toMatch(/folder. Use list/)
    expect(errorOf(await home.run('read', { path: 'none.txt' }))).toMatch(/no file none.txt/)
    expect(errorOf(await home.run('read', { path: 5 }))).toMatch(/input of read is wrong: path/)
    expect(errorOf(await home.run('fly', {}))).toMatch(/no tool named fly/)
    expect(errorOf(await home.run('constructor', {}))).toMatch(/no tool named/)
  })
})

describe('list', () => {
  it('shows folders first, then files by name, with kinds and sizes', async () => {
    fs.mkdirSync(place('zoo'))
    fs.symlinkSync('zoo', place('a-link'))
    const { entries } = outputOf<ToolOutput<'list'>>(await home.run('list', {}))
    expect(entries).toEqual([
      { name: 'zoo', kind: 'folder', bytes: 0 },
      { name: 'a-link', kind: 'link', bytes: 0 },
      { name: 'inside.txt', kind: 'file', bytes: 7 },
    ])
  })

  it('stops at its limit and says so', async () => {
    for (let index = 0; index <= LIST_LIMIT; index++) put(`f${index}`, '')
    const { entries, truncated } = outputOf<ToolOutput<'list'>>(await home.run('list', {}))
    expect([entries.length, truncated]).toEqual([LIST_LIMIT, true])
  })
})

describe('write', () => {
  it('makes missing folders, keeps the mode of what it replaces, and leaves no draft behind', async () => {
    expect(outputOf(await home.run('write', { path: 'a/b/new.sh', content: 'é' }))).toEqual({
      path: 'a/b/new.sh',
      bytes: 2,
      created: true,
    })
    fs.chmodSync(place('a/b/new.sh'), 0o750)
    expect(outputOf(await home.run('write', { path: 'a/b/new.sh', content: 'x' }))).toMatchObject({
      created: false,
    })
    expect(fs.statSync(place('a/b/new.sh')).mode & 0o777).toBe(0o750)
    expect(errorOf(await home.run('write', { path: 'a', content: 'x' }))).toMatch(/is a folder/)
    expect(errorOf(await home.run('write', { path: 'n'.repeat(300), content: 'x' }))).toMatch(/too long/)
    expect(fs.readdirSync(place('a/b'))).toEqual(['new.sh'])
    expect(fs.readdirSync(home.workspace).sort()).toEqual(['a', 'inside.txt'])
  })
})

describe('F7: the mark of a hidden secret', () => {
  it('is never written in the place of the secret', async () => {
    put('.env', 'API_KEY=real\nDEBUG=0\n')
    const write = { path: '.env', content: `API_KEY=${HIDDEN_SECRET}\nDEBUG=1\n` }
    expect(errorOf(await home.run('write', write))).toMatch(/would destroy the secret/)
    const edit = { path: '.env', oldText: 'DEBUG=0', newText: write.content }
    expect(errorOf(await home.run('edit', edit))).toMatch(/would destroy the secret/)
    outputOf(await home.run('edit', { path: '.env', oldText: 'DEBUG=0', newText: 'DEBUG=1' }))
    expect(text('.env')).toBe('API_KEY=real\nDEBUG=1\n')
  })
})

describe('edit', () => {
  const edit = (oldText: string, newText: string, replaceAll?: boolean) =>
    home.run('edit', { path: 'code.ts', oldText, newText, ...(replaceAll ? { replaceAll } : {}) })

  it('replaces what occurs exactly once, and says where the rest occurs', async () => {
    put('code.ts', 'one two\ntwo three aaa')
    expect(outputOf(await edit('one', '$& $1'))).toEqual({ path: 'code.ts', replacements: 1 })
    expect(errorOf(await edit('two', '2'))).toMatch(
      /occurs 2 times in code.ts: in the lines 1, 2\. Give more/,
    )
    expect(errorOf(await edit('aa', 'b'))).toMatch(/occurs 2 times/)
    expect(errorOf(await edit('four', '4'))).toMatch(/does not occur in code.ts\. Nothing in it is like it/)
    expect(errorOf(await edit('two', 'two'))).toMatch(/are the same/)
    expect(outputOf(await edit('two', '2', true))).toMatchObject({ replacements: 2 })
    expect(text('code.ts')).toBe('$& $1 2\n2 three aaa')
  })

  const CODE = 'function area(width) {\n\tconst sum = 0\n\n\treturn width * 2\n}\n\nexport { area }\n'
  it.each([
    [
      'other indentation',
      '  const sum = 0',
      /Nearest is line 2\. It differs in white space only.*"\\tconst sum = 0"/,
    ],
    [
      'other space in two lines',
      'const sum  = 0\n\n return width * 2',
      /line 2\. It differs in white space only/,
    ],
    ['an empty line that is not there', '{\n\n\tconst sum = 0', /Nearest is line 1\./],
    ['a space that does not break', 'const\u00a0sum = 0', /line 2\. It differs in white space only/],
    ['another word', '\treturn height * 2', /Nearest is line 4\. "\\treturn width \* 2"/],
    [
      'half a block',
      'function area(width) {\n\tconst sum = 1',
      /Nearest is line 1\. "function area\(width\) \{", "\\tconst/,
    ],
    ['other case', 'EXPORT { AREA }', /Nothing in it is like it/],
    ['something else', 'import fs from "node:fs"', /Nothing in it is like it/],
  ])('does not guess: %s is told with the nearest lines', async (_what, oldText, problem) => {
    put('code.ts', CODE)
    expect(errorOf(await edit(oldText, 'x'))).toMatch(problem)
    expect(text('code.ts')).toBe(CODE)
  })

  it.each([
    ['one\r\ntwo\r\n', 'one\ntwo', '1\n2', '1\r\n2\r\n'],
    ['one\ntwo\n', 'one\r\ntwo', '1\r\n2', '1\n2\n'],
    ['a\r\nb\nc\r\n', 'b\nc', 'B\nC', 'a\r\nB\nC\r\n'],
    ['a\r\nb\nc\r\nd\r\n', 'c\nd', 'C\nD', 'a\r\nb\nC\r\nD\r\n'],
    ['\uFEFFone\n', 'one', '1', '\uFEFF1\n'],
    ['no end', 'end', 'stop', 'no stop'],
  ])('keeps the line ends and the mark of %j', async (...[before, oldText, newText, after]) => {
    put('code.ts', before)
    outputOf(await edit(oldText, newText))
    expect(text('code.ts')).toBe(after)
  })

  it('keeps a byte order mark and Windows line ends, and works on the text that read shows', async () => {
    put('dos.txt', '\uFEFFfirst\r\nsecond\r\nthird\r\n')
    const shown = await read({ path: 'dos.txt' })
    expect(shown.content).toBe('first\nsecond\nthird\n')
    outputOf(await home.run('edit', { path: 'dos.txt', oldText: 'second\nthird', newText: '2\n2.5\n3' }))
    expect(text('dos.txt')).toBe('\uFEFFfirst\r\n2\r\n2.5\r\n3\r\n')
  })

  it('does not touch what is no UTF-8 text', async () => {
    put('latin.txt', Buffer.from([0x63, 0x61, 0x66, 0xe9]))
    expect(errorOf(await home.run('edit', { path: 'latin.txt', oldText: 'caf', newText: 'x' }))).toMatch(
      /not UTF-8/,
    )
    expect(fs.readFileSync(place('latin.txt'))).toEqual(Buffer.from([0x63, 0x61, 0x66, 0xe9]))
  })
})
