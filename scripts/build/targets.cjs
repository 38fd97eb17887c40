'use strict'
const {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} = require('node:fs')
const { join } = require('node:path')
const { findBuild, folderOf, readStamp } = require('../../bin/builds.cjs')
const { isAlive } = require('./alive.cjs')
const { hashInputs } = require('./input-hash.cjs')
const { publish, removeUnused } = require('./publish.cjs')

/** Who builds touches the lock so often; a lock that was not touched for so long was left by a build that is gone. */
const BEAT_MS = 1_000
const SILENT_MS = 30_000

/** What is built, from what (relative to the checkout), and what must be in its folder afterwards. */
const TARGETS = [
  {
    name: 'server',
    inputs: [
      'agent',
      'cli',
      'db',
      'protocol',
      'sandbox',
      'server',
      'package.json',
      'package-lock.json',
      'scripts/build/bundle.cjs',
      'scripts/build/tool-host.cjs',
    ],
    outputs: [
      ...['gateway', 'server', 'agent', 'sandbox', 'pdf', 'cli', 'keeping', 'restore', 'inspect'].map(
        (name) => `${name}.js`,
      ),
      ...['hash', 'Dockerfile', 'tool-host.mjs'].map((name) => `sandbox/${name}`),
    ],
    run: (root, folder) => require('./bundle.cjs').bundle(root, folder),
  },
  {
    name: 'panel',
    inputs: [
      'app',
      'protocol',
      'public',
      'next.config.mjs',
      'postcss.config.mjs',
      'package.json',
      'package-lock.json',
      'scripts/build/compile-hints.cjs',
      'scripts/build/csp-hashes.cjs',
      'scripts/build/panel.cjs',
    ],
    outputs: ['.next/BUILD_ID', '.next/csp-hashes.json'],
    run: (root, folder) => require('./panel.cjs').buildPanel(root, folder),
  },
]

/** What has to be built before this checkout can start, with the stamp it will get. */
function listStale(root, options) {
  return TARGETS.filter((target) => target.name !== 'panel' || options.panel)
    .map((target) => ({ ...target, stamp: hashInputs(root, target.inputs) }))
    .filter((target) => !isBuilt(root, target) || readStamp(root, target.name) !== target.stamp)
}

/** Whether there is a whole build of this stamp, be it the newest or one of before. */
function isBuilt(root, { name, stamp, outputs }) {
  return outputs.every((file) => existsSync(join(folderOf(root, name, stamp), file)))
}

/** Why these can't be built here; undefined where they can. */
function findObstacle(root, stale) {
  const needsTools = stale.some((target) => !isBuilt(root, target))
  if (needsTools && !existsSync(join(root, 'node_modules', 'esbuild'))) return 'its build tools are missing'
  try {
    accessSync(existsSync(join(root, 'dist')) ? join(root, 'dist') : root, constants.W_OK)
    return undefined
  } catch (error) {
    return `it can't be written (${error.code})`
  }
}

/** Builds what is stale and says so; returns whether there was anything to do. What can't be built anew stays as it is. */
async function build(root, options = { panel: true }) {
  const stale = listStale(root, options)
  if (stale.length === 0) return false
  const obstacle = findObstacle(root, stale)
  if (obstacle !== undefined) {
    if (!stale.every(({ name }) => findBuild(root, name))) {
      throw new Error(
        `${root} was never built, and ${obstacle}. As its owner, run there: npm ci && npm run build`,
      )
    }
    process.stdout.write(
      `  ${root} has changed since it was built, but ${obstacle}: it stays as it was built\n`,
    )
    return false
  }
  mkdirSync(join(root, 'dist'), { recursive: true })
  const unlock = await holdBuildLock(root)
  try {
    // Asked again: whoever held the lock may have built it meanwhile.
    for (const target of listStale(root, options)) {
      if (isBuilt(root, target)) {
        publish(root, target)
        continue
      }
      const begun = performance.now()
      const isFirst = target.name === 'panel' && readStamp(root, 'panel') === ''
      process.stdout.write(
        `  building the ${target.name}${isFirst ? ', which takes a minute or two the first time' : ''} …`,
      )
      const fresh = join(root, 'dist', `new-${target.name}`)
      rmSync(fresh, { recursive: true, force: true })
      mkdirSync(fresh)
      await target.run(root, fresh)
      publish(root, target, fresh)
      process.stdout.write(` ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
    }
    removeUnused(root)
  } finally {
    unlock()
  }
  return true
}

/** One build at a time in a checkout. A lock whose process is gone is taken over. */
async function holdBuildLock(root) {
  const file = join(root, 'dist', 'build.lock')
  let told = false
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      const beat = setInterval(
        () => existsSync(file) && utimesSync(file, new Date(), new Date()),
        BEAT_MS,
      ).unref()
      return () => {
        clearInterval(beat)
        rmSync(file, { force: true })
      }
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (!isHeld(file)) rmSync(file, { force: true })
      else if (!told) process.stdout.write('  waiting for another build of this checkout …\n')
      told = true
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** A number alone tells little: after a power cut, and in each container, others have it, at worst who asks. */
function isHeld(file) {
  try {
    const { mtimeMs } = statSync(file)
    return isAlive(Number(readFileSync(file, 'utf8'))) && Math.abs(Date.now() - mtimeMs) < SILENT_MS
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

module.exports = { build, listStale }
