import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const { listStale } = createRequire(import.meta.url)('./targets.cjs') as {
  listStale(root: string, options: { panel: boolean }): { name: string; stamp: string }[]
}

/** A checkout that has just been built. */
function builtCheckout(): string {
  const root = mkdtempSync(join(tmpdir(), 'openclaw-build-'))
  for (const folder of ['server', 'app', 'dist', '.next']) mkdirSync(join(root, folder))
  writeFileSync(join(root, 'server', 'main.ts'), 'export {}')
  writeFileSync(join(root, 'app', 'page.tsx'), 'export {}')
  for (const file of ['gateway', 'server', 'agent', 'sandbox', 'pdf', 'cli', 'keeping', 'restore', 'inspect'])
    writeFileSync(join(root, 'dist', `${file}.js`), '')
  for (const file of ['BUILD_ID', 'csp-hashes.json']) writeFileSync(join(root, '.next', file), '')
  for (const { name, stamp } of listStale(root, { panel: true })) {
    writeFileSync(join(root, 'dist', `${name}.stamp`), stamp)
  }
  return root
}

const staleNames = (root: string, panel = true) => listStale(root, { panel }).map((target) => target.name)

describe('what has to be built', () => {
  it('is nothing after a build, and everything in a fresh checkout', () => {
    expect(staleNames(builtCheckout())).toEqual([])
    expect(staleNames(mkdtempSync(join(tmpdir(), 'openclaw-fresh-')))).toEqual(['server', 'panel'])
    expect(staleNames(mkdtempSync(join(tmpdir(), 'openclaw-fresh-')), false)).toEqual(['server'])
  })

  it.each([
    [
      'a changed source',
      'server',
      (root: string) => writeFileSync(join(root, 'server/main.ts'), 'export const a = 1'),
    ],
    ['a new source', 'server', (root: string) => writeFileSync(join(root, 'server/new.ts'), '')],
    ['a removed source', 'server', (root: string) => rmSync(join(root, 'server/main.ts'))],
    ['a missing output', 'server', (root: string) => rmSync(join(root, 'dist/agent.js'))],
    [
      'a changed page',
      'panel',
      (root: string) => writeFileSync(join(root, 'app/page.tsx'), 'export const a = 1'),
    ],
    ['a missing page hash', 'panel', (root: string) => rmSync(join(root, '.next/csp-hashes.json'))],
  ])('is found by content: %s makes the %s stale', (_, name, change) => {
    const root = builtCheckout()
    change(root)
    expect(staleNames(root)).toEqual([name])
  })

  it('is not changed by a test, nor by touching a file', () => {
    const root = builtCheckout()
    writeFileSync(join(root, 'server', 'main.test.ts'), 'export {}')
    writeFileSync(join(root, 'server', 'main.ts'), readFileSync(join(root, 'server', 'main.ts')))
    expect(staleNames(root)).toEqual([])
  })
})

describe('the build', () => {
  it('builds the gateway, then has nothing to do, and what it built runs', () => {
    const build = () =>
      spawnSync(process.execPath, [join(ROOT, 'scripts', 'build.cjs'), '--server'], { encoding: 'utf8' })
    expect(build().status).toBe(0)
    const again = build()
    expect(again).toMatchObject({ status: 0, stdout: '', stderr: '' })
    const version = spawnSync(process.execPath, [join(ROOT, 'bin', 'openclaw.cjs'), '--version'], {
      encoding: 'utf8',
    })
    expect(version.stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/)
  }, 120_000)
})
