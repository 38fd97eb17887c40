/** What a browser fetches for each page of the built panel, against the limits. Exits 1 where one is passed. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { en } from '#app/_i18n/en.ts'
import { zh } from '#app/_i18n/zh.ts'
import { getBuild } from '#testing/bundles.ts'

const KB = 1024
/** In KB as they travel. The chat brings its composer, transcript and cards; every other page is the shell and itself. */
const LIMITS = { chat: 280, shell: 240, css: 15, fonts: 30 }

interface PageSize {
  readonly page: string
  /** KB of the scripts that the page links, and of the words of the larger language, which follow at once. */
  readonly scripts: number
  readonly styles: number
  /** Those that the page asks for before it is drawn. */
  readonly fonts: number
}

/** Reads a finished build: `root` holds its `.next`. `words`: a sentence of each language, by which its chunk is found. */
export function measurePages(root: string, words: readonly string[]): PageSize[] {
  const pages = path.join(root, '.next', 'server', 'app')
  const size = (address: string): number =>
    measure(path.join(root, '.next', address.replace(/^\/_next\//, '')))
  const largest = Math.max(...words.map((sentence) => measureChunk(root, sentence)))
  return readdirSync(pages, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && !path.basename(file).startsWith('_'))
    .sort()
    .map((file) => {
      const html = readFileSync(path.join(pages, file), 'utf8')
      const sum = (addresses: Iterable<string>) =>
        [...new Set(addresses)].reduce((all, each) => all + size(each), 0)
      return {
        page: file === 'index.html' ? '/' : `/${file.slice(0, -'.html'.length)}`,
        scripts:
          sum(listAddresses(html, /<script(?![^>]*noModule)[^>]*\bsrc="(\/_next\/[^"?]+)/gi)) + largest,
        styles: sum(listAddresses(html, /<link[^>]*rel="stylesheet"[^>]*href="(\/_next\/[^"?]+)/g)),
        fonts: sum(listAddresses(html, /(\/_next\/static\/media\/[^"?\\]+\.woff2)/g)),
      }
    })
}

/** The limits that a page passes, in words. */
export function judgePage({ page, scripts, styles, fonts }: PageSize): string[] {
  const limit = page === '/' ? LIMITS.chat : LIMITS.shell
  return [
    ...(scripts > limit ? [`${page}: ${scripts.toFixed(1)} KB of scripts (limit: ${limit})`] : []),
    ...(styles > LIMITS.css ? [`${page}: ${styles.toFixed(1)} KB of styles (limit: ${LIMITS.css})`] : []),
    ...(fonts > LIMITS.fonts ? [`${page}: ${fonts.toFixed(1)} KB of fonts (limit: ${LIMITS.fonts})`] : []),
  ]
}

const listAddresses = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map(([, address = '']) => address)

function measureChunk(root: string, sentence: string): number {
  const folder = path.join(root, '.next', 'static', 'chunks')
  const found = readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter((file) => file.endsWith('.js') && readFileSync(file, 'utf8').includes(sentence))
  if (found.length !== 1)
    throw new Error(`The words “${sentence}” are in ${found.length} chunks instead of in one.`)
  return found.reduce((all, file) => all + measure(file), 0)
}

/** KB with gzip; fonts are packed already. */
function measure(file: string): number {
  const bytes = readFileSync(file)
  return (file.endsWith('.woff2') ? bytes : gzipSync(bytes)).length / KB
}

if (import.meta.main) {
  const sizes = measurePages(getBuild('panel'), [en.app.skipToComposer, zh.app.skipToComposer])
  for (const { page, scripts, styles, fonts } of sizes) {
    const numbers = [scripts, styles, fonts].map((kb) => kb.toFixed(1).padStart(6)).join('  ')
    console.log(`${page.padEnd(14)} scripts, styles, fonts in KB: ${numbers}`)
  }
  const passed = sizes.flatMap(judgePage)
  for (const line of passed) console.error(line)
  process.exitCode = passed.length > 0 || sizes.length === 0 ? 1 : 0
}
