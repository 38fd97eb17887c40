'use strict'
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { onNode24 } = require('../bin/node24.cjs')

const root = join(__dirname, '..')
if (onNode24(__filename, root)) {
  dev().catch((error) => {
    process.stderr.write(`openclaw: ${error.message}\n`)
    process.exitCode = 1
  })
}

/** The gateway from its sources, with the panel rebuilt as its files change. */
async function dev() {
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  const { runGateway } = await import(pathToFileURL(join(root, 'server', 'main.ts')).href)
  await runGateway({ dev: true, showLink: true })
}
