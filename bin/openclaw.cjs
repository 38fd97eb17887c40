#!/usr/bin/env node
'use strict'
// Old syntax on purpose: see node24.cjs.
var fs = require('fs')
var path = require('path')
var url = require('url')

/** The built command line where there is one, else its source, which Node 24 runs as it is. */
function run(root) {
  var build = require('./builds.cjs').findBuild(root, 'server')
  if (build) require('module').enableCompileCache(path.join(build, '.cache'))
  var entry = build ? path.join(build, 'cli.js') : path.join(root, 'cli', 'main.ts')
  return import(url.pathToFileURL(entry).href).then(function (cli) {
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
