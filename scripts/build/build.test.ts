import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findRoot as findImageRoot, identifyImage } from '#agent/sandbox/image/identity.ts'
import { holdBuilds } from '#server/boot/installation.ts'

const ROOT = join(import.meta.dirname, '..', '..')
interface Target {
  readonly name: string
  readonly stamp: string
  readonly outputs: readonly string[]
}
const load = createRequire(import.meta.url)
const { build: buildStale, listStale } = load('./targets.cjs') as {
  build(root: string, options: { panel: boolean }): Promise<boolean>
  listStale(root: string, options: { panel: boolean }): Target[]
}
const { publish, removeUnused } = load('./publish.cjs') as {
  publish(root: string, target: Pick<Target, 'name' | 'stamp'>, fresh: string): void
  removeUnused(root: string): void
}
const { findBuild } = load('../../bin/builds.cjs') as {
  findBuild(root: string, name: string): string | undefined
}

/** What a bundler and Next would have made. */
function makeBuild(root: string, { name, stamp, outputs }: Target): void {
  const fresh = join(root, 'dist', `new-${name}`)
  for (const file of outputs) {
    mkdirSync(dirname(join(fresh, file)), { recursive: true })
    writeFileSync(join(fresh, file), '')
  }
  publish(root, { name, stamp }, fresh)
}

const buildOf = (root: string, name: string): string => findBuild(root, name) ?? ''

/** A checkout that has just been built. */
function builtCheckout(): string {
  const root = mkdtempSync(join(tmpdir(), 'openclaw-build-'))
  for (const folder of ['server', 'sandbox', 'app', 'dist']) mkdirSync(join(root, folder))
  writeFileSync(join(root, 'server', 'main.ts'), 'export {}')
  writeFileSync(join(root, 'app', 'page.tsx'), 'export {}')
  for (const target of listStale(root, { panel: true })) makeBuild(root, target)
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
    ['another image of the sandbox', 'server', (root) => writeFileSync(join(root, 'sandbox/Dockerfile'), '')],
    ['a missing output', 'server', (root: string) => rmSync(join(buildOf(root, 'server'), 'agent.js'))],
    [
      'a changed page',
      'panel',
      (root: string) => writeFileSync(join(root, 'app/page.tsx'), 'export const a = 1'),
    ],
    [
      'a missing page hash',
      'panel',
      (root: string) => rmSync(join(buildOf(root, 'panel'), '.next/csp-hashes.json')),
    ],
  ])('is found by content: %s makes the %s stale', (_, name, change) => {
    const root = builtCheckout()
    change(root)
    expect(staleNames(root)).toEqual([name])
  })

  it('is both where the version alone is another one', () => {
    const root = builtCheckout()
    writeFileSync(join(root, 'package.json'), '{ "version": "2.0.0" }')
    expect(staleNames(root)).toEqual(['server', 'panel'])
  })

  it('is not changed by a test, nor by touching a file', () => {
    const root = builtCheckout()
    writeFileSync(join(root, 'server', 'main.test.ts'), 'export {}')
    writeFileSync(join(root, 'server', 'main.ts'), readFileSync(join(root, 'server', 'main.ts')))
    expect(staleNames(root)).toEqual([])
  })
})

describe('a newer build', () => {
  /** Another version of the sources, built; returns its folder. */
  function buildVersion(root: string, version: number): string {
    writeFileSync(join(root, 'server', 'main.ts'), `export const version = ${version}`)
    for (const target of listStale(root, { panel: true })) makeBuild(root, target)
    removeUnused(root)
    return buildOf(root, 'server')
  }

  it('takes nothing from a gateway that runs from an older one, and what nobody runs from goes, but for the last', () => {
    const root = builtCheckout()
    const first = buildOf(root, 'server')
    const held = holdBuilds({ root, build: first })
    expect(held.panel()).toBe(buildOf(root, 'panel'))
    // A gateway that was killed holds nothing.
    const second = buildVersion(root, 2)
    writeFileSync(join(root, 'dist', 'in-use', '4194999'), basename(second))
    const [third, fourth] = [buildVersion(root, 3), buildVersion(root, 4)]
    const left = (): boolean[] => [first, second, third, fourth].map((folder) => existsSync(folder))
    expect(left()).toEqual([true, false, true, true])
    expect(readFileSync(join(root, 'dist', 'gateway.js'), 'utf8')).toContain(basename(fourth))
    // Sources, which are never old, name no build.
    expect(holdBuilds({ root, build: undefined }).names()).toEqual([])
    held.release()
    const fifth = buildVersion(root, 5)
    expect(left()).toEqual([false, false, false, true])
    expect(basename(fifth)).toMatch(/^server-[0-9a-f]{16}$/)
  })

  it('is not made again where the sources are those of one that is still there', async () => {
    const root = builtCheckout()
    const first = buildOf(root, 'server')
    const before = readFileSync(join(root, 'server', 'main.ts'), 'utf8')
    buildVersion(root, 2)
    writeFileSync(join(root, 'server', 'main.ts'), before)
    expect(staleNames(root)).toEqual(['server'])
    // A checkout without a bundler: nothing could be built.
    expect(await buildStale(root, { panel: true })).toBe(true)
    expect(buildOf(root, 'server')).toBe(first)
  })

  it('is published again where that was cut off: what a service starts is never older than what is newest', () => {
    const root = builtCheckout()
    const entry = join(root, 'dist', 'gateway.js')
    rmSync(entry)
    // In its way: the build ends at the last step before the stamp.
    mkdirSync(`${entry}.new`)
    expect(() => buildVersion(root, 2)).toThrow('EISDIR')
    expect(staleNames(root)).toEqual(['server'])
  })

  it('can wait where there are no tools for it, as long as there is one', async () => {
    const root = builtCheckout()
    const first = buildOf(root, 'server')
    writeFileSync(join(root, 'server', 'main.ts'), 'export const version = 2')
    expect(await buildStale(root, { panel: true })).toBe(false)
    expect(buildOf(root, 'server')).toBe(first)
    rmSync(join(root, 'dist'), { recursive: true })
    await expect(buildStale(root, { panel: true })).rejects.toThrow('npm ci && npm run build')
  })

  it('waits for no build that is gone, though its process number is in use again', async () => {
    const root = builtCheckout()
    const before = readFileSync(join(root, 'server', 'main.ts'), 'utf8')
    buildVersion(root, 2)
    writeFileSync(join(root, 'server', 'main.ts'), before)
    const lock = join(root, 'dist', 'build.lock')
    writeFileSync(lock, String(process.pid))
    utimesSync(lock, new Date(0), new Date(0))
    expect(await buildStale(root, { panel: true })).toBe(true)
    expect(existsSync(lock)).toBe(false)
  })

  it('clears away what earlier versions and killed builds left in dist', () => {
    const root = builtCheckout()
    for (const folder of ['chunks', 'new-4711']) mkdirSync(join(root, 'dist', folder))
    buildVersion(root, 2)
    expect(
      readdirSync(join(root, 'dist'))
        .filter((name) => !/^(server|panel)-/.test(name))
        .sort(),
    ).toEqual(['gateway.js', 'panel.stamp', 'server.before', 'server.stamp'])
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
    // It knows the image that it talks to, whatever becomes of the sources.
    const built = join(buildOf(ROOT, 'server'), 'sandbox')
    expect(findImageRoot(join(buildOf(ROOT, 'server'), 'chunks', 'agent'))).toBe(buildOf(ROOT, 'server'))
    expect(identifyImage(buildOf(ROOT, 'server'))).toEqual(identifyImage(ROOT))
    expect(readFileSync(join(built, 'tool-host.mjs'), 'utf8').length).toBeGreaterThan(10_000)
  }, 120_000)
})
