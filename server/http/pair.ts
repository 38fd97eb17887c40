import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { AppError, toAppError } from '#protocol/errors.ts'
import type { BrowserPairing } from '../pairing/contract.ts'
import { readJson, sendError, sendJson } from '../respond.ts'
import { scopeCookie } from './cookie-scope.ts'
import { describeBrowser } from './login.ts'

export interface PairDeps {
  readonly browsers: BrowserPairing
  /** Whether the process behind this remote port descends from an agent. */
  readonly fromAgent: (remotePort: number) => Promise<boolean>
}

const BODY_LIMIT = 4 * 1024
const claimBody = z.object({ pairingId: z.string().min(1).max(200), secret: z.string().min(1).max(200) })

/**
 * `POST /pair/request {}`: a code for the owner to see, and a secret to ask with. `POST /pair/claim
 * {pairingId, secret}`: waits for the owner's decision, and gives the cookie and `{ key }` once.
 */
export async function answerPair(
  deps: PairDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0]
  if (path !== '/pair/request' && path !== '/pair/claim') {
    throw new AppError('not_found', 'There is nothing here.')
  }
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST')
    return sendError(response, 405, new AppError('bad_request', 'Only POST is accepted here.'))
  }
  const body = await readJson(request, BODY_LIMIT)
  if (await deps.fromAgent(request.socket.remotePort ?? 0)) {
    throw new AppError('forbidden', 'An agent may not ask to be let in as the owner.')
  }
  if (path === '/pair/request') return sendJson(response, 200, deps.browsers.request(nameOf(request)))
  await claim(deps, body, response)
}

async function claim(deps: PairDeps, body: unknown, response: ServerResponse): Promise<void> {
  const proof = claimBody.safeParse(body)
  if (!proof.success) throw toAppError(proof.error)
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const outcome = await deps.browsers.claim(proof.data, gone.signal)
  switch (outcome.kind) {
    case 'pending':
      return sendJson(response, 202, { status: 'pending' })
    case 'admitted':
      response.setHeader('set-cookie', scopeCookie(response.req, outcome.setCookie))
      return sendJson(response, 200, { key: outcome.key })
    case 'rejected':
      return sendError(response, 403, new AppError('forbidden', 'The owner did not let this browser in.'))
    case 'expired':
      return sendError(
        response,
        410,
        new AppError('not_found', 'This code has expired or was used. Ask for a new one.'),
      )
    case 'unknown':
      return sendError(
        response,
        401,
        new AppError('unauthenticated', 'There is no request with this id and secret.'),
      )
  }
}

/** What the owner sees of a browser: what it says of itself, and what kind of address it came by. */
function nameOf(request: IncomingMessage): string {
  const family = request.socket.remoteFamily ?? ''
  return `${describeBrowser(request.headers['user-agent'])} (${family})`
}
