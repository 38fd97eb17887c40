import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ToolInput, ToolOutput } from '#protocol/tools.ts'
import { createHome, errorOf, outputOf, SECRET } from '../fixtures/home.ts'

type Search = ToolOutput<'search'>

let home: ReturnType<typeof createHome>
const search = async (input: Partial<ToolInput<'search'>>) =>
  outputOf<Search>(await home.run('search', input))
const found = ({ lines }: Search) =>
  lines.filter((line) => line.match).map(({ path, line }) => `${path}:${line}`)

const FILES: Readonly<Record<string, string>> = {
  'README.md': '# Needle\n\nA needle here.\nand there\n',
  '.gitignore': 'dist/\n*.log\n!keep.log\n',
  '.ignore': 'vendor/\n',
  'src/main.ts': 'const needle = 1\n\nexport const hay = needle\n',
  'src/deep/nested.js': 'needle()\n',
  'src/deep/.gitignore': 'local.txt\n/only-here.txt\n',
  'src/deep/local.txt': 'needle\n',
  'src/deep/more/only-here.txt': 'needle\n',
  'dist/bundle.js': 'needle\n',
  'debug.log': 'needle\n',
  'keep.log': 'needle\n',
  'vendor/lib.js': 'needle\n',
  '.hidden/secret.txt': 'needle\n',
  '.env': 'NEEDLE=needle\n',
  'windows.txt': 'one\r\nneedle\r\n',
  '中文.md': '这里有一根针\n',
}

beforeAll(() => {
  home = createHome()
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(home.workspace, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  mkdirSync(join(home.workspace, '.git'))
  writeFileSync(join(home.workspace, '.git/config'), 'needle\n')
  writeFileSync(join(home.workspace, 'binary.bin'), Buffer.from('needle\0needle\n'))
  writeFileSync(join(home.workspace, 'wide.txt'), Buffer.from('\uFEFFa needle in UTF-16\n', 'utf16le'))
  writeFileSync(join(home.workspace, 'evil.txt'), `${'a'.repeat(40)}!\n`.repeat(10))
  symlinkSync(home.outside, join(home.workspace, 'door'))
  symlinkSync(join(home.outside, 'secret.txt'), join(home.workspace, 'door.txt'))
  linkSync(join(home.state, 'gateway.token'), join(home.workspace, 'token.txt'))
})
afterAll(() => home.close())

describe('search', () => {
  test('finds what ripgrep finds: not what is ignored, hidden or binary', async () => {
    const result = await search({ pattern: 'needle' })
    expect(found(result)).toEqual([
      'README.md:3',
      'keep.log:1',
      'src/deep/more/only-here.txt:1',
      'src/deep/nested.js:1',
      'src/main.ts:1',
      'src/main.ts:3',
      'wide.txt:1',
      'windows.txt:2',
    ])
    expect(result).toMatchObject({ truncated: false, notes: [] })
    expect(result.paths).toContain('src/main.ts')
    expect(result.lines.find((line) => line.path === 'windows.txt')?.text).toBe('needle')
  })

  const plain = ['README.md:3', 'keep.log:1', 'src/deep/more/only-here.txt:1', 'src/deep/nested.js:1']
  const code = ['src/main.ts:1', 'src/main.ts:3']
  const rest = ['wide.txt:1', 'windows.txt:2']
  test.each<[Partial<ToolInput<'search'>>, string[]]>([
    [{ hidden: true }, ['.env:1', '.hidden/secret.txt:1', ...plain, ...code, ...rest]],
    [
      { ignored: true },
      [
        ...['README.md:3', 'debug.log:1', 'dist/bundle.js:1', 'keep.log:1', 'src/deep/local.txt:1'],
        ...plain.slice(2),
        ...code,
        ...['vendor/lib.js:1', ...rest],
      ],
    ],
    [{ ignoreCase: true }, ['README.md:1', ...plain, ...code, ...rest]],
    [{ pattern: '(?i)^# NEEDLE' }, ['README.md:1']],
    [{ pattern: '^(export )?const', path: 'src' }, code],
    [{ pattern: 'needle()', literal: true }, ['src/deep/nested.js:1']],
    [{ glob: '*.ts' }, code],
    [{ glob: '!*.ts' }, [...plain, ...rest]],
    [{ glob: '**/*.{js,ts}' }, ['src/deep/nested.js:1', ...code]],
    [{ glob: 'src/*.ts' }, code],
    [{ glob: '*.log' }, ['debug.log:1', 'keep.log:1']],
    [{ pattern: '针' }, ['中文.md:1']],
  ])('%j → %j', async (input, expected) => {
    expect(found(await search({ pattern: 'needle', ...input }))).toEqual(expected)
  })

  test('shows lines around a match once, and says where there is more', async () => {
    const around = await search({ pattern: 'needle', path: 'src/main.ts', context: 1 })
    expect(around.lines.map(({ line, match }) => [line, match])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ])
    const some = await search({ pattern: 'needle', limit: 2 })
    expect([found(some).length, some.truncated, some.notes[0]]).toEqual([
      2,
      true,
      expect.stringContaining('may be more'),
    ])
  })

  test('lists the files that fit a glob where there is no pattern', async () => {
    expect((await search({ glob: '*.md' })).paths).toEqual(['README.md', '中文.md'])
    expect((await search({ path: 'src', glob: 'deep/*.js' })).paths).toEqual(['src/deep/nested.js'])
    expect((await search({ glob: '.env' })).paths).toEqual(['.env'])
    expect(errorOf(await home.run('search', {}))).toMatch(/Give a pattern/)
  })

  test('F2 F3: goes along no link and into no second name of a protected file', async () => {
    const everything = { hidden: true, ignored: true, pattern: SECRET.slice(0, 12) }
    expect(found(await search(everything))).toEqual([])
    for (const path of ['door', 'door.txt', '..', '/', home.state]) {
      expect(errorOf(await home.run('search', { pattern: 'canary', path }))).toMatch(/outside|leads out/)
    }
    expect(
      errorOf(
        await home
          .run('search', { pattern: 'canary', path: 'token.txt' })
          .then((result) =>
            result.ok && (result.output as Search).lines.length === 0
              ? { ok: false, error: 'nothing' }
              : result,
          ),
      ),
    ).toBe('nothing')
  })

  test('C14: a pattern that would never end is broken off, and the search goes on without the file', async () => {
    const result = await search({ pattern: '^(a+)+$', path: 'evil.txt' })
    expect(result.notes[0]).toMatch(/took too long for evil.txt/)
    expect(errorOf(await home.run('search', { pattern: '(' }))).toMatch(/no regular expression/)
  })

  test('what can not be read is passed over', async () => {
    const path = join(home.workspace, 'src/locked')
    mkdirSync(path)
    writeFileSync(join(path, 'a.txt'), 'needle\n')
    chmodSync(path, 0)
    expect(found(await search({ pattern: 'needle' }))).toContain('src/main.ts:3')
  })
})
