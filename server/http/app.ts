import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { explainWriteError } from '#db/write-error.ts'
import { AppError, type ErrorCode, toAppError } from '#protocol/errors.ts'
import type { Identity, Proof } from '../auth/credentials.ts'
import type { Log } from '../log.ts'
import { isGone, readJson, sendError, sendJson } from '../respond.ts'
import type { Guard, Verdict } from './guard.ts'
import { setSecurityHeaders } from './headers.ts'
import { answerHook, type HookRoute } from './hook-route.ts'
import { exchangeCode, type LoginDeps, logOut } from './login.ts'
import { createMediaRoute, type MediaRouteDeps } from './media-route.ts'
import type { OpenAnswers } from './open-answers.ts'
import { answerPair, type PairDeps } from './pair.ts'
import type { Panel } from './panel.ts'

export interface HttpDeps extends LoginDeps, PairDeps {
  readonly guard: Guard
  readonly log: Log
  readonly panel: Panel
  /** Answers `/trpc/*`; authentication is the procedures' own. */
  readonly trpc: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Answers `/hooks/*`; each delivery brings its own proof. */
  readonly hooks: HookRoute
  /** Answers `/v1/*`, errors included. */
  readonly completions: (call: {
    request: IncomingMessage
    response: ServerResponse
    identify(): Identity | undefined
    readJson(limit: number): Promise<unknown>
  }) => Promise<void>
  /** Answers `/media` and `/media/*`. */
  readonly media: MediaRouteDeps
  /** Whose answers are on their way. */
  readonly openAnswers: Pick<OpenAnswers, 'add'>
  /** Takes over a WebSocket upgrade of `/ws`. */
  readonly gateway: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly ready: () => { ok: boolean; waitingFor: string[] }
}

export interface HttpApp {
  onRequest(request: IncomingMessage, response: ServerResponse): void
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** What a caller is told of himself before he has shown anything: that this is our gateway, and no more. */
const HEALTH = { ok: true, gateway: 'openclaw', protocol: 1 } as const

const STATUS: Partial<Record<ErrorCode, number>> = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  too_large: 413,
  too_many: 429,
  state_unwritable: 503,
}

/** The whole HTTP surface of the gateway, guard first. */
export function createHttpApp(deps: HttpDeps): HttpApp {
  const { guard, log } = deps
  const answerMedia = createMediaRoute(deps.media)

  const answerApi = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    deps.completions({
      request,
      response,
      identify() {
        const identity = deps.access.authenticate(readProof(request))
        if (identity) deps.openAnswers.add(identity.principal.credentialId, response)
        return identity
      },
      readJson: (limit) => readJson(request, limit),
    })

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (path === '/healthz') return sendJson(response, 200, HEALTH)
    if (path === '/readyz') {
      const ready = deps.ready()
      return sendJson(response, ready.ok ? 200 : 503, ready)
    }
    if (path.startsWith('/hooks/')) return await answerHook(deps.hooks, request, response)
    if (path.startsWith('/v1/')) return await answerApi(request, response)
    if (path.startsWith('/pair/')) return await answerPair(deps, request, response)
    if (path.startsWith('/trpc/')) return await deps.trpc(request, response)
    if (path === '/media' || path.startsWith('/media/')) return await answerMedia(request, response)
    if (request.method === 'POST') {
      if (path === '/login/exchange') return await exchangeCode(deps, request, response)
      if (path === '/logout') return logOut(deps, readProof(request), response)
      return refuseMethod(response, 'GET, HEAD')
    }
    if (path === '/login/exchange' || path === '/logout') return refuseMethod(response, 'POST')
    // The optimiser fetches addresses that its query names; the panel has no use for it.
    if (path === '/ws' || path.startsWith('/_next/image')) {
      throw new AppError('not_found', 'There is nothing here.')
    }
    await deps.panel.handle(request, response)
  }

  return {
    onRequest(request, response) {
      setSecurityHeaders(response)
      const verdict = guard(factsOf(request, false))
      if (verdict.kind === 'redirect') {
        response.writeHead(307, {
          location: verdict.location,
          'content-length': '0',
          'cache-control': 'no-store',
        })
        return void response.end()
      }
      if (verdict.kind === 'refuse') {
        reportRefusal(deps, request, verdict)
        response.setHeader('connection', 'close')
        if (verdict.status === 405) response.setHeader('allow', 'GET, HEAD, POST')
        if (verdict.message !== '')
          return sendError(response, verdict.status, new AppError(verdict.code, verdict.message))
        response.writeHead(verdict.status, { 'content-length': '0', 'cache-control': 'no-store' })
        return void response.end()
      }
      route(request, response).catch((cause: unknown) => {
        if (isGone(request, cause)) return void response.destroy()
        const error = toAppError(explainWriteError(cause))
        if (error.code === 'unauthenticated' && request.url?.startsWith('/hooks/')) {
          reportRefusal(deps, request, {
            kind: 'refuse',
            status: 401,
            code: error.code,
            message: error.message,
          })
        }
        if (error.code === 'internal') log.error('A request failed', { error: cause })
        if (response.headersSent) return void response.destroy()
        sendError(response, STATUS[error.code] ?? 500, error)
      })
    },

    onUpgrade(request, socket, head) {
      socket.on('error', () => socket.destroy())
      const verdict = guard(factsOf(request, true))
      if (verdict.kind === 'refuse') {
        reportRefusal(deps, request, verdict)
        return endUpgrade(socket, verdict.status)
      }
      const path = (request.url ?? '/').split('?', 1)[0]
      if (path === '/ws') return deps.gateway(request, socket, head)
      if (!deps.panel.upgrade(request, socket, head)) endUpgrade(socket, 404)
    },
  }
}

/** The proof of identity that came with a request, unbelieved. */
export function readProof(request: IncomingMessage): Proof {
  const { authorization, cookie } = request.headers
  const browserKey = request.headers['x-browser-key']
  return {
    cookieHeader: cookie,
    browserKey: typeof browserKey === 'string' ? browserKey : undefined,
    // Any other scheme is a wrong token, not no token: it must not fall back to the cookie.
    bearer: authorization === undefined ? undefined : authorization.replace(/^bearer +/i, ''),
  }
}

function factsOf(request: IncomingMessage, upgrade: boolean) {
  return { method: request.method ?? '', target: request.url ?? '', rawHeaders: request.rawHeaders, upgrade }
}

/** The query is left out: it may be what was refused. */
function reportRefusal(
  deps: HttpDeps,
  request: IncomingMessage,
  verdict: Extract<Verdict, { kind: 'refuse' }>,
): void {
  const detail = {
    status: verdict.status,
    method: request.method,
    path: (request.url ?? '').split('?', 1)[0]?.slice(0, 200),
    reason: verdict.message || 'unknown host',
  }
  const isWritten = deps.access.refuse({
    action: 'request',
    actor: '-',
    rule: `door-${verdict.status}`,
    detail,
  })
  if (isWritten) deps.log.info('A request was refused at the door', detail)
}

function refuseMethod(response: ServerResponse, allow: string): void {
  response.setHeader('allow', allow)
  sendError(response, 405, new AppError('bad_request', `Only ${allow} is accepted here.`))
}

function endUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
