'use strict'

const { readFileSync, readdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

/**
 * Chromium then compiles all of a script where it reads it, beside the page's own work; without, it compiles each
 * function at its first call, in front of whoever waits. Other browsers see a comment.
 */
const HINT = '//# allFunctionsCalledOnLoad\n'

/** Marks the scripts of a finished build. Done twice, it changes nothing: a build keeps files that stay the same. */
function writeCompileHints(root) {
  const folder = join(root, '.next', 'static', 'chunks')
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.js')) continue
    const file = join(folder, name)
    const script = readFileSync(file, 'utf8')
    if (!script.startsWith(HINT)) writeFileSync(file, HINT + script)
  }
}

module.exports = { writeCompileHints }
