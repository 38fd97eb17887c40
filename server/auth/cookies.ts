/** Cookies are shared by all ports of a host: the name carries the port so that two gateways don't meet. */
const cookieName = (port: number): string => `openclaw_${port}`

/** Lifetime in seconds; browsers cut it to 400 days (RFC 6265bis, section 5.5). */
const MAX_AGE = 400 * 24 * 60 * 60

export const COOKIE_LIFETIME_MS = MAX_AGE * 1000

export function formatCookie(port: number, value: string): string {
  return `${cookieName(port)}=${value}; Path=/; Max-Age=${MAX_AGE}; HttpOnly; SameSite=Strict`
}

export function expireCookie(port: number): string {
  return `${cookieName(port)}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`
}

/**
 * Every value that the request carries under our name, at most four: another port of this host can plant
 * one with a longer path in front of ours, and that must not sign the owner out. Over HTTPS the name begins
 * with `__Host-`.
 */
export function readCookies(header: string | undefined, port: number): string[] {
  if (!header) return []
  const prefix = `${cookieName(port)}=`
  return header
    .split(';')
    .map((pair) => pair.trim().replace(/^__Host-/, ''))
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length))
    .slice(0, 4)
}
