'use strict'
// Old syntax on purpose: see node24.cjs.
var fs = require('fs')
var path = require('path')

/** Where a build (`server` or `panel`) of this stamp lies: in a folder of its own, so that none changes under who runs it. */
function folderOf(root, name, stamp) {
  return path.join(root, 'dist', name + '-' + stamp.slice(0, 16))
}

function stampFile(root, name) {
  return path.join(root, 'dist', name + '.stamp')
}

/** The stamp of the newest build; empty before the first. */
function readStamp(root, name) {
  var file = stampFile(root, name)
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
}

/** The folder of the newest build, or undefined where there is none. */
function findBuild(root, name) {
  var stamp = readStamp(root, name)
  var folder = folderOf(root, name, stamp)
  return stamp !== '' && fs.existsSync(folder) ? folder : undefined
}

module.exports = { findBuild: findBuild, folderOf: folderOf, readStamp: readStamp, stampFile: stampFile }
