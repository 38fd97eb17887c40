'use strict'
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { onNode24 } = require('../bin/node24.cjs')

// `node scripts/run.cjs <script>.ts [arguments]`: a TypeScript script, on the Node that can run it.
if (onNode24(__filename, join(__dirname, '..'))) {
  const [script] = process.argv.splice(2, 1)
  import(pathToFileURL(join(__dirname, '..', script)).href)
    .then(({ main }) => main(process.argv.slice(2)))
    .catch((error) => {
      process.stderr.write(`${error.stack}\n`)
      process.exitCode = 1
    })
}
