'use strict'
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { onNode24 } = require('../bin/node24.cjs')

const LOOK_EVERY_MS = 1000

const root = join(__dirname, '..')
if (onNode24(__filename, root)) {
  start().catch((error) => {
    process.stderr.write(`openclaw: ${error.message}\n`)
    process.exitCode = 1
  })
}

/** Builds what is stale, then becomes the gateway. */
async function start() {
  endWithParent()
  await require('./build/targets.cjs').build(root)
  const built = require('../bin/builds.cjs').findBuild(root, 'server')
  require('node:module').enableCompileCache(join(built, '.cache'))
  const { runGateway } = await import(pathToFileURL(join(built, 'server.js')).href)
  await runGateway({ showLink: true })
}

/** npm that is ended by a signal leaves its script running; nobody would know how to stop it then. */
function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
  }, LOOK_EVERY_MS).unref()
}
