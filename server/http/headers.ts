import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'

const policy = (scripts: string, styles: string): string =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src ${styles}`,
    "style-src-attr 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** Policy of a page; `sources` are the hashes of its inline scripts, or the nonce of this one answer. */
export const pagePolicy = (sources: readonly string[]): string =>
  policy(["'self'", ...sources.map((source) => `'${source}'`)].join(' '), "'self'")

/** Next's development server evaluates code and injects styles; production never gets this policy. */
export const developmentPolicy = (nonce: string): string =>
  policy(`'self' 'nonce-${nonce}' 'unsafe-eval'`, "'self' 'unsafe-inline'")

/** For built scripts and the service worker: a worker takes its policy from its own file and loads its parts by importScripts. */
export const SCRIPT_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"

/** For data and plain files: nothing in them may run or load. */
export const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Set on every answer, refusals included. There are no CORS headers anywhere. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('content-security-policy', DATA_POLICY)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader(
    'permissions-policy',
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=()',
  )
}

export const newNonce = (): string => randomBytes(16).toString('base64')
