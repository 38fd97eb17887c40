'use strict'
const { copyFileSync, cpSync, mkdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { bundleToolHost } = require('./tool-host.cjs')

/** Bundled CommonJS dependencies expect these three. */
const BANNER = [
  "import { createRequire as bundleRequire } from 'node:module'",
  'const require = bundleRequire(import.meta.url)',
  'const __filename = import.meta.filename',
  'const __dirname = import.meta.dirname',
].join('\n')

/** One bundle each, so that none carries what only another one needs of a shared dependency. */
const BUNDLES = [
  { gateway: 'server/entry.ts', server: 'server/main.ts' },
  { agent: 'agent/main.ts' },
  { pdf: 'agent/documents/pdf-worker.ts' },
  { cli: 'cli/main.ts' },
  { sandbox: 'agent/sandbox/main.ts' },
  {
    restore: 'server/keeping/restore-main.ts',
    keeping: 'server/keeping/worker.ts',
    inspect: 'server/inspect.ts',
  },
]

/**
 * Bundles the gateway, the agent and the command line into a folder. What is imported lazily stays in
 * chunks of its own. The migrations go with the code that knows what they make, and the parts of the sandbox's image
 * with the agent that talks to what is in it.
 */
async function bundle(root, folder) {
  await Promise.all([
    ...BUNDLES.map((entryPoints) => bundleOne({ root, entryPoints, outdir: folder })),
    putImage(root, join(folder, 'sandbox')),
  ])
  cpSync(join(root, 'db', 'migrations'), join(folder, 'migrations'), { recursive: true })
}

/** What the sandbox's image is made of, with the hash of all that, which is its name. */
async function putImage(root, folder) {
  const { identifyImage } = await import(
    pathToFileURL(join(root, 'agent', 'sandbox', 'image', 'identity.ts')).href
  )
  mkdirSync(folder)
  writeFileSync(join(folder, 'hash'), identifyImage(root).hash)
  copyFileSync(join(root, 'sandbox', 'Dockerfile'), join(folder, 'Dockerfile'))
  await bundleToolHost(root, join(folder, 'tool-host.mjs'))
}

function bundleOne({ root, entryPoints, outdir }) {
  return require('esbuild').build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    chunkNames: `chunks/${Object.keys(entryPoints).at(-1)}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // ES modules first: the CommonJS form of jsonc-parser hides its imports from the bundler.
    mainFields: ['module', 'main'],
    // The last two are native parts that ssh2, which comes with dockerode, does without.
    external: ['next', 'better-sqlite3', 'bufferutil', 'utf-8-validate', 'cpu-features', '*.node'],
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    banner: { js: BANNER },
    logLevel: 'warning',
  })
}

module.exports = { bundle, bundleOne, BUNDLES }
