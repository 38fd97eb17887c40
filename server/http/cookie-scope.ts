import type { IncomingMessage } from 'node:http'

/**
 * A Set-Cookie value for the name that the request came under. Beside loopback the guard admits pages over
 * HTTPS only: there the cookie belongs to that one host, and never travels in the clear.
 */
export function scopeCookie(request: IncomingMessage, setCookie: string): string {
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '')
  return isLoopback ? setCookie : `__Host-${setCookie}; Secure`
}
