import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { AppError } from '#protocol/errors.ts'
import type { Access } from '../auth/access.ts'
import type { Proof } from '../auth/credentials.ts'
import { readJson, sendError, sendJson } from '../respond.ts'
import { scopeCookie } from './cookie-scope.ts'

export interface LoginDeps {
  readonly access: Access
  /** Whether the process behind this remote port descends from an agent. */
  readonly fromAgent: (remotePort: number) => Promise<boolean>
}

const exchangeBody = z.object({ code: z.string().min(1).max(200) })
const EXCHANGE_LIMIT = 4 * 1024

/**
 * `POST /login/exchange {code}`: gives the cookie and `{ key }`. A wrong, a used and an expired code get
 * one and the same answer. A right code is never held back by the wrong ones before it.
 */
export async function exchangeCode(
  deps: LoginDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = exchangeBody.safeParse(await readJson(request, EXCHANGE_LIMIT))
  if (!body.success)
    throw new AppError('bad_request', 'The body must be {"code": "…"}.', { cause: body.error })
  if (await deps.fromAgent(request.socket.remotePort ?? 0)) {
    deps.access.refuse({ action: 'login', actor: '-', rule: 'ancestry' })
    throw new AppError('forbidden', 'An agent may not sign in as the owner.')
  }
  const { credentials, loginFailures, audit } = deps.access
  const session = credentials.browsers.redeem(body.data.code, describeBrowser(request.headers['user-agent']))
  if (session) {
    response.setHeader('set-cookie', scopeCookie(request, session.setCookie))
    return sendJson(response, 200, { key: session.key })
  }
  const waitMs = loginFailures.waitMs()
  if (waitMs > 0) {
    return sendError(
      response,
      429,
      new AppError('too_many', 'Too many wrong codes. Wait a little and try again.', {
        retryAfterMs: waitMs,
      }),
    )
  }
  loginFailures.add()
  audit({ action: 'login', actor: '-', outcome: 'denied', rule: 'unknown-login-code' })
  sendError(
    response,
    401,
    new AppError(
      'unauthenticated',
      'This sign-in link does not work: each one works once, for 10 minutes. Run "openclaw open" for a new one.',
    ),
  )
}

/** `POST /logout`: ends this browser's credential, its cookie and its open connections. */
export function logOut(deps: LoginDeps, proof: Proof, response: ServerResponse): void {
  const { credentials } = deps.access
  const identity = credentials.authenticate(proof)
  if (identity?.kind !== 'browser') {
    throw new AppError('unauthenticated', 'Only a signed-in browser can sign out.')
  }
  const { credentialId } = identity.principal
  credentials.revoke({ id: credentialId, kind: 'browser' }, { action: 'logout', actor: credentialId })
  response.setHeader('set-cookie', scopeCookie(response.req, credentials.clearCookie))
  sendJson(response, 200, {})
}

/** What the list of devices shows; the header is free text from outside, so it is cut and cleaned. */
export function describeBrowser(userAgent: string | undefined): string {
  return (userAgent ?? 'browser').replace(/[^\x20-\x7e]/g, '').slice(0, 200)
}
