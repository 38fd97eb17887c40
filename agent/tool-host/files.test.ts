import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HIDDEN_SECRET } from '#protocol/chat/hidden-secret.ts'
import { LIST_LIMIT, TOOL_TEXT_LIMIT, type ToolOutput } from '#protocol/tools.ts'
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
  it('replaces what occurs exactly once, and says how often the rest occurs', async () => {
    put('code.ts', 'one two two three aaa')
    const edit = (oldText: string, newText: string, replaceAll?: boolean) =>
      home.run('edit', { path: 'code.ts', oldText, newText, ...(replaceAll ? { replaceAll } : {}) })
    expect(outputOf(await edit('one', '$& $1'))).toEqual({ path: 'code.ts', replacements: 1 })
    expect(errorOf(await edit('two', '2'))).toMatch(/occurs 2 times/)
    expect(errorOf(await edit('aa', 'b'))).toMatch(/occurs 2 times/)
    expect(errorOf(await edit('four', '4'))).toMatch(/does not occur/)
    expect(outputOf(await edit('two', '2', true))).toMatchObject({ replacements: 2 })
    expect(text('code.ts')).toBe('$& $1 2 2 three aaa')
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
