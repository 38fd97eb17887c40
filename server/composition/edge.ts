import type { Access } from '../auth/access.ts'
import type { Clock } from '../clock.ts'
import { createGateway } from '../gateway/gateway.ts'
import type { Hub } from '../gateway/hub.ts'
import type { Limits } from '../gateway/limits.ts'
import { createHttpApp, type HttpApp, type HttpDeps, readProof } from '../http/app.ts'
import { scopeCookie } from '../http/cookie-scope.ts'
import { BODY_LIMIT, createGuard, type Guard } from '../http/guard.ts'
import { createOpenAnswers } from '../http/open-answers.ts'
import { createPanel } from '../http/panel.ts'
import type { Log } from '../log.ts'
import { createCall } from '../trpc/call.ts'
import type { Features } from '../trpc/features.ts'
import { createOwnerCheck, createTrpcHandler } from '../trpc/handler.ts'
import type { Outside } from './outside.ts'

export interface EdgeDeps {
  /** The folder that holds `.next`; undefined as long as the panel was never built. */
  readonly panelFolder: () => string | undefined
  readonly dev: boolean
  readonly port: number
  readonly version: string
  readonly clock: Clock
  readonly log: Log
  readonly access: Access
  readonly hub: Hub
  /** Lets new browsers ask to be let in. */
  readonly browsers: HttpDeps['browsers']
  readonly features: Features
  readonly outside: Pick<Outside, 'names' | 'hooks' | 'completions'>
  readonly hasSession: (sessionId: string) => boolean
  /** Whether the process behind this remote port descends from an agent. */
  readonly fromAgent: (remotePort: number) => Promise<boolean>
  /** Replaced by tests only, to show that the attacks would succeed without it. */
  readonly guard?: Guard
  readonly limits?: Limits
}

export interface Edge extends HttpApp {
  /** Loads the panel before anyone asks for a page. */
  warm(): Promise<void>
  connections(): number
  /** Says goodbye to all clients (1012) and unloads the panel. */
  stop(): Promise<void>
}

/** Puts the outer wall together: guard, login, `/trpc`, `/ws` and the panel, behind one listener. */
export function createEdge(deps: EdgeDeps): Edge {
  const { clock, log, access, features, fromAgent, port } = deps
  const { authenticate, credentials } = access
  const panel = createPanel({ folder: deps.panelFolder, dev: deps.dev, port, log: log.child('panel') })
  const gateway = createGateway({
    clock,
    log: log.child('gateway'),
    version: deps.version,
    panelBuild: panel.build,
    hub: deps.hub,
    authenticate,
    readProof,
    knowsBrowser: credentials.knowsBrowser,
    call: createCall(features),
    hasSession: deps.hasSession,
    fromAgent,
    ...(deps.limits ? { limits: deps.limits } : {}),
  })
  const openAnswers = createOpenAnswers()
  const stopListening = credentials.onEnded((credentialId) => {
    gateway.closeConnections(credentialId)
    openAnswers.cut(credentialId)
  })
  const app = createHttpApp({
    guard: deps.guard ?? createGuard(port, deps.outside.names),
    log: log.child('http'),
    access,
    panel,
    trpc: createTrpcHandler({
      features,
      log: log.child('trpc'),
      bodyLimit: BODY_LIMIT,
      authenticate: (request) => authenticate(readProof(request)),
      renewCookie(request) {
        const cookie = credentials.browsers.renew(readProof(request))
        return cookie && scopeCookie(request, cookie)
      },
      fromAgent,
    }),
    hooks: deps.outside.hooks,
    completions: deps.outside.completions,
    media: {
      media: features.media,
      allow: createOwnerCheck({
        features,
        fromAgent,
        authenticate: (request) => authenticate(readProof(request)),
      }),
    },
    openAnswers,
    browsers: deps.browsers,
    gateway: gateway.upgrade,
    ready: () => features.status.ready(),
    fromAgent,
  })
  return {
    ...app,
    warm: () => panel.warm(),
    connections: gateway.connections,
    async stop() {
      stopListening()
      await gateway.stop()
      await panel.stop()
    },
  }
}
