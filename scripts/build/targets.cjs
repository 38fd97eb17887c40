'use strict'
const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { hashInputs } = require('./input-hash.cjs')

/** What is built, from what, and what must be there afterwards. Paths are relative to the checkout. */
const TARGETS = [
  {
    name: 'server',
    inputs: ['agent', 'cli', 'db', 'protocol', 'server', 'package-lock.json', 'scripts/build/bundle.cjs'],
    outputs: ['gateway', 'server', 'agent', 'sandbox', 'pdf', 'cli', 'keeping', 'restore', 'inspect'].map(
      (name) => `dist/${name}.js`,
    ),
    run: (root) => require('./bundle.cjs').bundle(root),
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
    ],
    outputs: ['.next/BUILD_ID', '.next/csp-hashes.json'],
    run: (root) => require('./panel.cjs').buildPanel(root),
  },
]

const stampFile = (root, target) => join(root, 'dist', `${target.name}.stamp`)

/** What has to be built before this checkout can start, with the stamp it will get. */
function listStale(root, options) {
  return TARGETS.filter((target) => target.name !== 'panel' || options.panel)
    .map((target) => ({ ...target, stamp: hashInputs(root, target.inputs) }))
    .filter(
      (target) =>
        target.outputs.some((file) => !existsSync(join(root, file))) ||
        readText(stampFile(root, target)) !== target.stamp,
    )
}

/** Builds what is stale and says so; returns whether there was anything to do. */
async function build(root, options = { panel: true }) {
  if (listStale(root, options).length === 0) return false
  mkdirSync(join(root, 'dist'), { recursive: true })
  const unlock = await holdBuildLock(root)
  try {
    // Asked again: whoever held the lock may have built it meanwhile.
    for (const target of listStale(root, options)) {
      const begun = performance.now()
      const isFirst = target.name === 'panel' && !existsSync(stampFile(root, target))
      process.stdout.write(
        `  building the ${target.name}${isFirst ? ', which takes a minute or two the first time' : ''} …`,
      )
      rmSync(stampFile(root, target), { force: true })
      await target.run(root)
      writeFileSync(stampFile(root, target), target.stamp)
      process.stdout.write(` ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
    }
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
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (!isAlive(Number(readText(file)))) rmSync(file, { force: true })
      else if (!told) process.stdout.write('  waiting for another build of this checkout …\n')
      told = true
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

module.exports = { build, listStale }
