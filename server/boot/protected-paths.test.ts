import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { locateHome } from '#protocol/config/home.ts'
import { readToken } from '../auth/token-file.ts'
import { prepareHome } from '../home.ts'
import { listProtectedPaths } from './protected-paths.ts'

test('F4: another gateway of the same owner is as closed to tools as this one, a home of nobody is not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-homes-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const home = locateHome(join(folder, 'here'))
  const usual = join(folder, 'usual')
  const own = [join(folder, 'here/state'), join(folder, 'here/openclaw.json')]
  expect(listProtectedPaths(home, usual)).toEqual(own)
  readToken(prepareHome(usual).tokenFile)
  expect(listProtectedPaths(home, usual)).toEqual([
    ...own,
    join(usual, 'state'),
    join(usual, 'openclaw.json'),
  ])
  expect(listProtectedPaths(locateHome(usual), usual)).toHaveLength(2)
})
