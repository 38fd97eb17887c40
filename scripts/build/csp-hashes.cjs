'use strict'

const { createHash } = require('node:crypto')
const { readFileSync, readdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const INLINE_SCRIPT = /<script(?![^>]*\bsrc=)([^>]*)>([\s\S]*?)<\/script>/g

/** The CSP source of every inline script in a page; blocks of JSON are data and need none. */
function inlineScriptHashes(html) {
  return [...html.matchAll(INLINE_SCRIPT)]
    .filter((match) => !/type="application\/(ld\+)?json"/.test(match[1]))
    .map((match) => `sha256-${createHash('sha256').update(match[2]).digest('base64')}`)
}

/**
 * Reads the static pages of a finished build and writes `<root>/.next/csp-hashes.json`:
 * `{ "/": ["sha256-…"], "/login": ["sha256-…"], "/_not-found": […] }`.
 */
function writeCspHashes(root) {
  const pages = join(root, '.next', 'server', 'app')
  const hashes = {}
  for (const file of readdirSync(pages, { recursive: true }).sort()) {
    if (!file.endsWith('.html')) continue
    const name = file.slice(0, -'.html'.length).replaceAll('\\', '/')
    hashes[name === 'index' ? '/' : `/${name}`] = inlineScriptHashes(readFileSync(join(pages, file), 'utf8'))
  }
  writeFileSync(join(root, '.next', 'csp-hashes.json'), `${JSON.stringify(hashes, null, 2)}\n`)
}

module.exports = { writeCspHashes }
