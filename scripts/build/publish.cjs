'use strict'
const { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { basename, join } = require('node:path')
const { findBuild, folderOf, stampFile } = require('../../bin/builds.cjs')
const { isAlive } = require('./alive.cjs')

const NAMES = ['server', 'panel']
const BUILD = /^(server|panel)-[0-9a-f]{16}$/
/** What else lies in dist/. Everything that is neither this nor a build was left by an earlier version, or by a killed build. */
const KEPT = [
  'build.lock',
  'gateway.js',
  'in-use',
  'server.stamp',
  'panel.stamp',
  'server.before',
  'panel.before',
]

/** Makes a build the newest, at one stroke. `fresh`: where it was made, unless it lies in its place already. */
function publish(root, { name, stamp }, fresh) {
  const folder = folderOf(root, name, stamp)
  const before = findBuild(root, name)
  if (fresh) {
    rmSync(folder, { recursive: true, force: true })
    renameSync(fresh, folder)
  }
  if (before && before !== folder) replaceFile(join(root, 'dist', `${name}.before`), basename(before))
  // The path that a service's unit names. Before the stamp: what is cut off in between is published again.
  if (name === 'server')
    replaceFile(join(root, 'dist', 'gateway.js'), `import './${basename(folder)}/gateway.js'\n`)
  replaceFile(stampFile(root, name), stamp)
}

/** Removes builds that no gateway runs from (each says in `dist/in-use/<pid>` which it does), but for the newest two. */
function removeUnused(root) {
  const dist = join(root, 'dist')
  const used = new Set(listUsed(join(dist, 'in-use')))
  for (const name of NAMES) {
    used.add(basename(findBuild(root, name) ?? ''))
    const before = join(dist, `${name}.before`)
    if (existsSync(before)) used.add(readFileSync(before, 'utf8'))
  }
  for (const name of readdirSync(dist)) {
    if (BUILD.test(name) ? !used.has(name) : !KEPT.includes(name)) removeLeft(join(dist, name))
  }
}

/** What another user built here once may stay: it costs space and nothing else. */
function removeLeft(path) {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch (error) {
    process.stdout.write(`  ${path} is not needed any more and can't be removed (${error.code})\n`)
  }
}

function listUsed(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((pid) => {
    const file = join(folder, pid)
    if (isAlive(Number(pid))) return readFileSync(file, 'utf8').split('\n')
    rmSync(file, { force: true })
    return []
  })
}

function replaceFile(file, text) {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}

module.exports = { publish, removeUnused }
