import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { toAppError } from '#protocol/errors.ts'
import { CLOSE } from '#protocol/frames.ts'
import type { Authenticate } from '../auth/authenticate.ts'
import type { Proof } from '../auth/credentials.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Call, type Connection, openConnection } from './connection.ts'
import type { Hub } from './hub.ts'
import { LIMITS, type Limits } from './limits.ts'

/** All clients of `/ws`. */
export interface Gateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Closes every connection of a credential that was revoked, with 4401. */
  closeConnections(credentialId: string): void
  connections(): number
  /** Closes everything with 1012 and waits until it is gone. */
  stop(): Promise<void>
}

export interface GatewayDeps {
  readonly clock: Clock
  readonly log: Log
  readonly version: string
  readonly panelBuild: () => string | undefined
  readonly hub: Hub
  readonly authenticate: Authenticate
  readonly readProof: (request: IncomingMessage) => Proof
  /** Whether these cookies hold a browser's half of a credential. */
  readonly knowsBrowser: (cookieHeader: string | undefined) => boolean
  readonly call: (call: Call) => Promise<unknown>
  readonly hasSession: (sessionId: string) => boolean
  readonly fromAgent: (remotePort: number) => Promise<boolean>
  /** Replaced by tests only, to show what would happen without them. */
  readonly limits?: Limits
}

/** The longest header of a frame from a client (RFC 6455, section 5.2). */
const FRAME_HEADER = 14
const STOP_GRACE_MS = 1_000
const REFUSAL_HEADERS = 'Connection: close\r\nRetry-After: 10\r\nContent-Length: 0\r\n\r\n'

export function createGateway(deps: GatewayDeps): Gateway {
  const { clock, log, limits = LIMITS } = deps
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    maxFragments: limits.fragments,
    perMessageDeflate: false,
    clientTracking: true,
  })
  const connections = new Set<Connection>()
  const waiting = new Set<WebSocket>()
  const state = { stopping: false }

  const accept = (webSocket: WebSocket, request: IncomingMessage): void => {
    const remotePort = request.socket.remotePort ?? 0
    const stopCounting = limitFirstBytes(webSocket, request, limits.frameBytesBeforeHello)
    const connection = openConnection(webSocket, {
      id: randomUUID(),
      clock,
      log,
      version: deps.version,
      panelBuild: deps.panelBuild,
      hub: deps.hub,
      limits,
      authenticate: ({ token, key }) => {
        const { cookieHeader, bearer } = deps.readProof(request)
        return deps.authenticate({ cookieHeader, browserKey: key, bearer: token ?? bearer })
      },
      call: deps.call,
      hasSession: deps.hasSession,
      fromAgent: () => deps.fromAgent(remotePort),
      onWelcome() {
        waiting.delete(webSocket)
        stopCounting()
      },
    })
    connections.add(connection)
    const stopPinging = keepAlive(webSocket, clock, limits.pingMs)
    webSocket.on('close', () => {
      waiting.delete(webSocket)
      connections.delete(connection)
      stopPinging()
    })
  }

  /**
   * The status of a refusal, or whether the caller showed a credential: who did needs no place among the
   * strangers, however many of them there are. A browser's key comes in hello, so its cookie is enough here.
   */
  const admit = (request: IncomingMessage): string | { isKnown: boolean } => {
    if (state.stopping || connections.size >= limits.openSockets) return '503 Service Unavailable'
    try {
      const { cookieHeader, bearer } = deps.readProof(request)
      if (bearer !== undefined && !deps.authenticate({ bearer })) return '401 Unauthorized'
      const isKnown = bearer !== undefined || deps.knowsBrowser(cookieHeader)
      if (!isKnown && waiting.size >= limits.waitingSockets) return '503 Service Unavailable'
      return { isKnown }
    } catch (cause) {
      if (toAppError(cause).code === 'too_many') return '429 Too Many Requests'
      log.error('An upgrade could not be decided', { error: cause })
      return '500 Internal Server Error'
    }
  }

  return {
    upgrade(request, socket, head) {
      const admitted = admit(request)
      if (typeof admitted === 'string') return void socket.end(`HTTP/1.1 ${admitted}\r\n${REFUSAL_HEADERS}`)
      server.handleUpgrade(request, socket, head, (webSocket) => {
        if (!admitted.isKnown) waiting.add(webSocket)
        accept(webSocket, request)
      })
    },
    closeConnections(credentialId) {
      for (const connection of connections) {
        if (connection.credentialId() === credentialId) {
          connection.close(CLOSE.unauthenticated, 'This credential was signed out.')
        }
      }
    },
    connections: () => connections.size,
    async stop() {
      state.stopping = true
      for (const connection of connections) connection.close(CLOSE.restarting, 'The gateway is restarting.')
      const timer = setTimeout(() => {
        for (const client of server.clients) client.terminate()
      }, STOP_GRACE_MS)
      await Promise.all([...server.clients].map((client) => closed(client)))
      clearTimeout(timer)
      server.close()
    },
  }
}

/**
 * Until hello is accepted the raw bytes are counted, so that a frame which declares itself larger is cut
 * off before it is buffered. Returns the way to stop counting.
 */
function limitFirstBytes(webSocket: WebSocket, request: IncomingMessage, frameBytes: number): () => void {
  const raw = request.socket
  const limit = frameBytes + FRAME_HEADER
  const state = { bytes: 0 }
  const count = (chunk: Buffer): void => {
    state.bytes += chunk.length
    if (state.bytes <= limit) return
    stop()
    webSocket.close(1009, 'The first frame is too large.')
    webSocket.pause()
    setTimeout(() => webSocket.terminate(), 500).unref()
  }
  const stop = (): void => void raw.off('data', count)
  raw.prependListener('data', count)
  return stop
}

/** Finds out about peers that vanished, and keeps middleboxes of a tunnel from forgetting the connection. */
function keepAlive(webSocket: WebSocket, clock: Clock, everyMs: number): () => void {
  const state = { alive: true, cancel: (): void => {} }
  webSocket.on('pong', () => {
    state.alive = true
  })
  const beat = (): void => {
    if (!state.alive) {
      webSocket.terminate()
      return
    }
    state.alive = false
    if (webSocket.readyState === webSocket.OPEN) webSocket.ping()
    state.cancel = clock.after(everyMs, beat)
  }
  state.cancel = clock.after(everyMs, beat)
  return () => state.cancel()
}

function closed(client: WebSocket): Promise<void> {
  if (client.readyState === client.CLOSED) return Promise.resolve()
  return new Promise((resolve) => void client.once('close', () => resolve()))
}
