'use strict'
const { createHash } = require('node:crypto')
const { readdirSync, readFileSync, statSync } = require('node:fs')
const { join } = require('node:path')

const NEVER_BUILT = /\.test\.tsx?$|(^|\/)fixtures\//

/** A hash of the names and contents of files and folders. Tests are left out: they are not in the build. */
function hashInputs(root, inputs) {
  const hash = createHash('sha256').update(process.version)
  for (const file of inputs.flatMap((input) => listFiles(root, input))) {
    if (NEVER_BUILT.test(file)) continue
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

function listFiles(root, path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  if (!found) return []
  if (!found.isDirectory()) return [path]
  return readdirSync(join(root, path), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? listFiles(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
    )
}

module.exports = { hashInputs }
