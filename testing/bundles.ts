import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makeOnce } from './run-folder.ts'

const ROOT = path.join(import.meta.dirname, '..')

type Entries = Readonly<Record<string, string>>
interface Bundler {
  readonly BUNDLES: readonly Entries[]
  bundleOne(options: { root: string; entryPoints: Entries; outdir: string }): Promise<unknown>
}

const bundler = createRequire(import.meta.url)(path.join(ROOT, 'scripts', 'build', 'bundle.cjs')) as Bundler

/** The bundles that the product is made of: for each one its entries by name. */
export const productBundles = (): readonly Entries[] => bundler.BUNDLES

const { findBuild } = createRequire(import.meta.url)(path.join(ROOT, 'bin', 'builds.cjs')) as {
  findBuild(root: string, name: 'server' | 'panel'): string | undefined
}

/** The folder of this checkout's newest build. */
export function getBuild(name: 'server' | 'panel'): string {
  const folder = findBuild(ROOT, name)
  if (folder === undefined) throw new Error(`The ${name} has not been built yet. Run: npm run build`)
  return folder
}

/** Builds dist/ of this checkout, but for the panel, where it is older than its sources. */
export function buildGateway(): void {
  execFileSync(process.execPath, [path.join(ROOT, 'scripts', 'build.cjs'), '--server'])
}

/** An installation of its own that holds nothing but a test's bundles. */
export interface TestBundles {
  readonly root: string
  /** The bundle of an entry. */
  file(name: string): string
  remove(): void
}

/**
 * Bundles what a test forks or starts as a thread, as the product is bundled: that starts several times
 * faster than the sources do, and dist/ is left alone. Paths of entries are relative to the checkout.
 * `into`: an empty folder, instead of a new one.
 */
export async function makeBundles(
  bundles: readonly Entries[],
  into = mkdtempSync(path.join(tmpdir(), 'openclaw-bundles-')),
): Promise<TestBundles> {
  const outdir = path.join(into, 'dist')
  mkdirSync(outdir)
  writeFileSync(path.join(into, 'package.json'), '{"type":"module"}')
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(into, 'node_modules'))
  await Promise.all(bundles.map((entryPoints) => bundler.bundleOne({ root: ROOT, entryPoints, outdir })))
  return openBundles(into)
}

/** Bundles that lie in a folder already. */
export const openBundles = (root: string): TestBundles => ({
  root,
  file: (name) => path.join(root, 'dist', `${name}.js`),
  remove: () => rmSync(root, { recursive: true, force: true }),
})

/**
 * A program that many tests start, bundled once in a run of them: its sources take four times as long to load.
 * Outside of a run it is the source. `beside`: what of the checkout it finds in its installation.
 */
export async function bundleOnce(source: string, beside: readonly string[] = []): Promise<string> {
  const name = path.basename(source, '.ts')
  const folder = await makeOnce(source.replaceAll('/', '-'), async (into) => {
    await makeBundles([{ [name]: source }], into)
    for (const linked of beside) symlinkSync(path.join(ROOT, linked), path.join(into, linked))
  })
  return folder === undefined ? path.join(ROOT, source) : openBundles(folder).file(name)
}

/** What an agent reads of its installation: which image its containers come from. */
const READ_BY_AGENTS = ['agent', 'protocol', 'sandbox', 'scripts', 'package-lock.json']

export const bundleAgent = (): Promise<string> => bundleOnce('agent/main.ts', READ_BY_AGENTS)
