'use strict'
const { cpSync, rmSync } = require('node:fs')
const { join } = require('node:path')

/** Bundled CommonJS dependencies expect these three. */
const BANNER = [
  "import { createRequire as bundleRequire } from 'node:module'",
  'const require = bundleRequire(import.meta.url)',
  'const __filename = import.meta.filename',
  'const __dirname = import.meta.dirname',
].join('\n')

/**
 * Bundles the gateway, the agent and the command line into dist/. They share chunks, and what is
 * imported lazily stays in chunks of its own. The new files take the place of the old ones at the end.
 */
async function bundle(root) {
  const dist = join(root, 'dist')
  const fresh = join(dist, `new-${process.pid}`)
  try {
    await require('esbuild').build({
      absWorkingDir: root,
      entryPoints: {
        gateway: 'server/entry.ts',
        server: 'server/main.ts',
        agent: 'agent/main.ts',
        cli: 'cli/main.ts',
      },
      outdir: fresh,
      chunkNames: 'chunks/[name]-[hash]',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      external: ['next', 'better-sqlite3', 'bufferutil', 'utf-8-validate'],
      minifySyntax: true,
      minifyWhitespace: true,
      keepNames: true,
      sourcemap: 'linked',
      banner: { js: BANNER },
      logLevel: 'warning',
    })
    rmSync(join(dist, 'chunks'), { recursive: true, force: true })
    cpSync(fresh, dist, { recursive: true, force: true })
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

module.exports = { bundle }
