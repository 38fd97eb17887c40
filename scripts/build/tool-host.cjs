'use strict'
const { join, resolve } = require('node:path')

/** Bundles the tool host of a container into the one file that is named: `node scripts/build/tool-host.cjs <file>`. */
async function bundleToolHost(root, outfile) {
  await require('esbuild').build({
    absWorkingDir: root,
    entryPoints: ['agent/tool-host/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  })
}

if (require.main === module) {
  bundleToolHost(join(__dirname, '..', '..'), resolve(process.argv[2])).catch((error) => {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  })
}

module.exports = { bundleToolHost }
