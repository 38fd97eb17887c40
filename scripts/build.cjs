'use strict'
const { onNode24 } = require('../bin/node24.cjs')
const { join } = require('node:path')

const root = join(__dirname, '..')
if (onNode24(__filename, root) && require.main === module) {
  require('./build/targets.cjs')
    .build(root, { panel: !process.argv.includes('--server') })
    .catch((error) => {
      process.stderr.write(`openclaw: the build failed: ${error.message}\n`)
      process.exitCode = 1
    })
}
