'use strict'
const { spawn } = require('node:child_process')
const { cpSync, mkdirSync, readdirSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

/** What of `.next` stays with the checkout: what makes the next build quick, types for the type check, and `npm run dev`. */
const STAYS = ['cache', 'dev', 'diagnostics', 'lock', 'trace', 'trace-build', 'types']

/** What Next reads of its configuration while it serves; the rest went into the build. */
const SERVED_WITH = 'export default { poweredByHeader: false }\n'

/** Builds the control panel into a folder, with the hashes that its pages' Content-Security-Policy needs. */
async function buildPanel(root, folder) {
  await runNextBuild(root)
  const built = join(folder, '.next')
  mkdirSync(built)
  for (const name of readdirSync(join(root, '.next'))) {
    if (!STAYS.includes(name)) renameSync(join(root, '.next', name), join(built, name))
  }
  cpSync(join(root, 'public'), join(folder, 'public'), { recursive: true })
  writeFileSync(join(folder, 'next.config.mjs'), SERVED_WITH)
  require('./compile-hints.cjs').writeCompileHints(folder)
  require('./csp-hashes.cjs').writeCspHashes(folder)
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
