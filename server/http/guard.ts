import type { ErrorCode } from '#protocol/errors.ts'

/** What the guard looks at: only what stood on the wire, before anything interprets it. */
export interface RequestFacts {
  readonly method: string
  /** The request target as sent. */
  readonly target: string
  /** Names and values in turn, as `IncomingMessage.rawHeaders` has them. */
  readonly rawHeaders: readonly string[]
  readonly upgrade: boolean
}

export type Verdict =
  | { kind: 'admit' }
  | { kind: 'redirect'; location: string }
  | { kind: 'refuse'; status: number; code: ErrorCode; message: string }

export type Guard = (facts: RequestFacts) => Verdict

/** Names beside loopback under which requests may come, in lower case; absent where nothing is set up. */
export interface OutsideNames {
  /** The whole gateway, over HTTPS, for the owner's own network: `machine.tailnet.ts.net`. */
  readonly tailnet?: string | undefined
  /** `/hooks/` and nothing else, for tunnels from the open internet. */
  readonly hooks?: string | undefined
}

/** Largest request body in bytes. */
export const BODY_LIMIT = 8 * 1024 * 1024

/** Routes for programs: they answer under every loopback name; everything else is a page. */
const ROUTES =
  /^\/(trpc\/|hooks\/|v1\/|media(\/|$)|healthz$|readyz$|ws$|pair\/(request|claim)$|login\/exchange$|logout$)/

const SINGLE_HEADERS = ['host', 'origin', 'authorization', 'content-type', 'x-browser-key', 'sec-fetch-site']

const SECRET_PARAMETERS = new Set([
  'token',
  'access_token',
  'auth',
  'auth_token',
  'authorization',
  'api_key',
  'apikey',
  'key',
  'code',
  'password',
  'secret',
  'connectionparams',
])

/** What only proxies add. None of it is believed. */
const PROXY_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'tailscale-user-login',
  'cf-connecting-ip',
]

/**
 * Decides about a request before anything else sees it. A web page that the owner visits can reach
 * loopback, so the address of the peer proves nothing: Host stops DNS rebinding, Origin and
 * Sec-Fetch-Site stop other pages, the content type stops forms. What proxies say of a request is never
 * believed; under a loopback name it is refused, because a proxy that hides its own name would open the
 * whole gateway to wherever it listens. The verdict depends on the facts and the names alone.
 */
export function createGuard(port: number, names: () => OutsideNames = () => ({})): Guard {
  const suffix = port === 80 ? '' : `:${port}`
  const loopback = `http://localhost${suffix}`
  const hosts = new Set(
    ['localhost', '127.0.0.1', '[::1]'].flatMap((name) =>
      port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
    ),
  )

  const placeOf = (host: string): Place | undefined => {
    if (hosts.has(host)) return 'loopback'
    const { tailnet, hooks } = names()
    const name = host.replace(/:443$/, '')
    // A name that is both is open to the internet: the smaller door counts.
    if (hooks !== undefined && name === hooks) return 'hooks'
    return tailnet !== undefined && name === tailnet ? 'tailnet' : undefined
  }
  /** The only pages that may call are our own; under the public name there are none. */
  const originOf = (place: Place, host: string): string | undefined => {
    if (place === 'loopback') return loopback
    return place === 'tailnet' ? `https://${host.replace(/:443$/, '')}` : undefined
  }

  return (facts) => {
    const headers = readHeaders(facts.rawHeaders)
    const header = (name: string): string | undefined => headers.get(name)?.[0]
    if (SINGLE_HEADERS.some((name) => (headers.get(name)?.length ?? 0) > 1)) {
      return refuse(400, 'bad_request', 'A header that may appear once was sent more than once.')
    }
    if (!isOriginForm(facts.target)) return refuse(400, 'bad_request', 'The request target must be a path.')
    const host = header('host')?.toLowerCase() ?? ''
    const path = facts.target.split('?', 1)[0] ?? ''
    const place = placeOf(host)
    if (!place || (place === 'hooks' && (facts.upgrade || !path.startsWith('/hooks/')))) {
      return refuse(421, 'forbidden', '')
    }
    if (place === 'loopback' && PROXY_HEADERS.some((name) => headers.has(name))) return UNKNOWN_PROXY
    if (headers.has('tailscale-funnel-request') && place !== 'hooks') return refuse(421, 'forbidden', '')
    if (carriesSecret(facts.target)) {
      return refuse(400, 'bad_request', 'Credentials are not accepted in URLs. Send them in a header.')
    }
    if (!facts.upgrade && !['GET', 'HEAD', 'POST'].includes(facts.method)) {
      return refuse(405, 'bad_request', 'Only GET, HEAD and POST are accepted.')
    }
    if (facts.upgrade && facts.method !== 'GET')
      return refuse(405, 'bad_request', 'An upgrade must be a GET.')

    const sentOrigin = header('origin')
    if (sentOrigin !== undefined && sentOrigin !== originOf(place, host)) {
      return refuse(403, 'forbidden', 'This origin may not talk to the gateway.')
    }
    const isNavigation =
      facts.method === 'GET' &&
      !facts.upgrade &&
      header('sec-fetch-mode') === 'navigate' &&
      header('sec-fetch-dest') === 'document'
    if (!['same-origin', 'none', undefined].includes(header('sec-fetch-site')) && !isNavigation) {
      return refuse(403, 'forbidden', 'Other sites may not load from the gateway.')
    }
    const isFromBrowser = headers.has('cookie') || headers.has('x-browser-key')
    if (isFromBrowser && sentOrigin === undefined && (facts.upgrade || facts.method === 'POST')) {
      return refuse(403, 'forbidden', 'A browser credential counts only together with its origin.')
    }
    if (facts.method === 'POST') {
      const refusal = path === '/media' ? checkFile(header) : checkBody(header)
      if (refusal) return refusal
    }
    const isOtherName = place === 'loopback' && !host.startsWith('localhost')
    if (!facts.upgrade && facts.method !== 'POST' && isOtherName && !ROUTES.test(path)) {
      return { kind: 'redirect', location: `${loopback}${facts.target}` }
    }
    return { kind: 'admit' }
  }
}

type Place = 'loopback' | 'tailnet' | 'hooks'

const UNKNOWN_PROXY = refuse(
  403,
  'forbidden',
  'A proxy that the gateway does not know passed this on under a loopback name. Use tailscale serve, an SSH tunnel, or gateway.hooks.publicHost with the proxy keeping the Host header.',
)

type Header = (name: string) => string | undefined

const typeOf = (header: Header) => header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()

/** A file that is sent: its size is the media store's to judge. No form can send this type. */
function checkFile(header: Header): Verdict | undefined {
  if (typeOf(header) !== 'application/octet-stream') {
    return refuse(415, 'bad_request', 'A file must be sent as application/octet-stream.')
  }
  return checkEncoding(header)
}

function checkEncoding(header: Header): Verdict | undefined {
  if ((header('content-encoding') ?? 'identity') === 'identity') return undefined
  return refuse(415, 'bad_request', 'The body must not be compressed.')
}

function checkBody(header: Header): Verdict | undefined {
  if (typeOf(header) !== 'application/json') {
    return refuse(415, 'bad_request', 'The body must be application/json.')
  }
  const encoded = checkEncoding(header)
  if (encoded) return encoded
  if (Number(header('content-length') ?? 0) > BODY_LIMIT) {
    return refuse(413, 'too_large', `The body is larger than ${BODY_LIMIT} bytes.`)
  }
  return undefined
}

function readHeaders(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase()
    const values = headers.get(name) ?? []
    values.push(raw[index + 1] ?? '')
    headers.set(name, values)
  }
  return headers
}

/** `/path?query` and nothing that a URL parser could take for another host. */
function isOriginForm(target: string): boolean {
  return /^\/(?![/\\])[^\s\\#]*$/.test(target)
}

function carriesSecret(target: string): boolean {
  const query = target.indexOf('?')
  if (query < 0) return false
  const names = new URLSearchParams(target.slice(query + 1)).keys()
  return [...names].some((name) => SECRET_PARAMETERS.has(name.trim().toLowerCase()))
}

function refuse(status: number, code: ErrorCode, message: string): Verdict {
  return { kind: 'refuse', status, code, message }
}
