import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFiles } from './find-files.ts'
import { createToolHost, type ToolHost } from './tool-host/host.ts'

const home = mkdtempSync(join(tmpdir(), 'openclaw-find-'))
const workspace = join(home, 'workspace')
let host: ToolHost

beforeAll(() => {
  const names = [
    'README.md',
    'src/main.ts',
    'src/domain.ts',
    'lib/main.ts',
    'state/secret-main.key',
    'a[1]*.txt',
  ]
  for (const name of ['.git/main', '.gitignore', ...names]) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true })
    writeFileSync(join(workspace, name), name === '.gitignore' ? 'lib/\n' : 'x')
  }
  host = createToolHost({ workspace, masked: [join(workspace, 'state')], bwrap: null })
})
afterAll(async () => {
  await host.close()
  rmSync(home, { recursive: true })
})

const find = async (query: string) => (await findFiles(host, { query, limit: 20 })).paths

test('a few letters of a name find its file, whatever their case, names that begin with them first', async () => {
  expect(await find('MAIN')).toEqual(['src/main.ts', 'src/domain.ts'])
  expect(await find('readme')).toEqual(['README.md'])
})

test('letters before a slash are those of the folder', async () => {
  expect(await find('src/ma')).toEqual(['src/main.ts', 'src/domain.ts'])
  expect(await find('c/DOM')).toEqual(['src/domain.ts'])
})

test('what is ignored, hidden or masked has no name here; signs of patterns are letters', async () => {
  expect(await find('')).toEqual(
    ['README.md', 'a[1]*.txt', '.gitignore', 'src/main.ts', 'src/domain.ts'].toSorted(
      (a, b) => a.length - b.length || a.localeCompare(b),
    ),
  )
  expect(await find('secret')).toEqual([])
  expect(await find('[1]*')).toEqual(['a[1]*.txt'])
  expect(await find('../../etc/pass')).toEqual([])
})
