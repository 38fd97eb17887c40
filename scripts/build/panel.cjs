'use strict'
const { spawn } = require('node:child_process')
const { join } = require('node:path')

/** Builds the control panel, and the list of hashes that its pages' Content-Security-Policy needs. */
async function buildPanel(root) {
  await runNextBuild(root)
  require('./compile-hints.cjs').writeCompileHints(root)
  require('./csp-hashes.cjs').writeCspHashes(root)
}

/** Next's own words are shown only where the build fails. */
function runNextBuild(root) {
  return new Promise((resolve, reject) => {
    const next = join(root, 'node_modules', 'next', 'dist', 'bin', 'next')
    const child = spawn(process.execPath, [next, 'build'], {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    child.stderr.on('data', (data) => {
      output += data
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`next build ended with code ${code}\n${output}`))
    })
  })
}

module.exports = { buildPanel }
