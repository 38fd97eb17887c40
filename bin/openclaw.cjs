#!/usr/bin/env node
'use strict'
// Old syntax on purpose: see node24.cjs.
var fs = require('fs')
var path = require('path')
var url = require('url')

/** The built command line where there is one, else its source, which Node 24 runs as it is. */
function findEntry(root) {
  var built = path.join(root, 'dist', 'cli.js')
  return fs.existsSync(built) ? built : path.join(root, 'cli', 'main.ts')
}

function run(root) {
  require('module').enableCompileCache(path.join(root, 'dist', '.cache'))
  return import(url.pathToFileURL(findEntry(root)).href).then(function (cli) {
    return cli.main(process.argv.slice(2))
  })
}

var script = fs.realpathSync(__filename)
var checkout = path.join(path.dirname(script), '..')

if (require('./node24.cjs').onNode24(script, checkout)) {
  run(checkout).catch(function (error) {
    process.stderr.write('openclaw: ' + error.message + '\n')
    process.exitCode = 1
  })
}
