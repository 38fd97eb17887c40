import { expect, test } from 'vitest'
import { choosePolicy } from './page-policy.ts'

const hashes = new Map([
  ['/', ['sha256-home']],
  ['/_not-found', ['sha256-missing', 'sha256-shared']],
  ['/_global-error', ['sha256-shared']],
])
const choose = (path: string, dev = false) => choosePolicy({ path, dev, hashes })

test('a static shell carries the hashes of its own scripts and nothing unsafe', () => {
  expect(choose('/')).toEqual({
    policy:
      "default-src 'none'; script-src 'self' 'sha256-home'; style-src 'self'; " +
      "style-src-attr 'unsafe-inline'; connect-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
      "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    isPage: true,
    hasNonce: false,
  })
})

test('any other page carries a fresh nonce and the hashes of the error pages', () => {
  const { policy, hasNonce } = choose('/nowhere')
  expect(policy).toMatch(
    /script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}' 'sha256-missing' 'sha256-shared'; style-src 'self';/,
  )
  expect(hasNonce).toBe(true)
  expect(choose('/nowhere').policy).not.toBe(policy)
})

test('built scripts may start workers, other files may do nothing', () => {
  expect(choose('/_next/static/chunks/a.js').policy).toContain("script-src 'self'; connect-src 'self'")
  expect(choose('/icon.svg').policy).not.toContain('script-src')
  expect(choose('/theme.js').isPage).toBe(false)
  expect(choose('/sw.js')).toMatchObject({ isPage: true, hasNonce: false })
  expect(choose('/sw.js').policy).toContain("script-src 'self'; connect-src 'self'")
})

test('only development allows evaluation', () => {
  expect(choose('/', true).policy).toContain("'unsafe-eval'")
  for (const path of ['/', '/nowhere', '/_next/static/a.js', '/icon.svg']) {
    expect(choose(path).policy).not.toContain('unsafe-eval')
    expect(choose(path).policy).not.toMatch(/(?:script|style)-src [^;]*unsafe-inline/)
  }
})
