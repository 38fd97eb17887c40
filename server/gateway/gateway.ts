import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { CLOSE, FRAME_LIMIT, FRAME_LIMIT_BEFORE_HELLO } from '#protocol/frames.ts'
import type { Authenticate } from '../auth/authenticate.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Call, type Connection, openConnection } from './connection.ts'
import type { Hub } from './hub.ts'
import { OPEN_SOCKETS, PING_EVERY_MS, WAITING_SOCKETS } from './limits.ts'

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
  readonly hub: Hub
  readonly authenticate: Authenticate
  readonly call: (call: Call) => Promise<unknown>
  readonly hasSession: (sessionId: string) => boolean
  readonly fromAgent: (remotePort: number) => Promise<boolean>
}

/** The longest header of a frame from a client (RFC 6455, section 5.2). */
const FRAME_HEADER = 14
const STOP_GRACE_MS = 1_000

export function createGateway(deps: GatewayDeps): Gateway {
  const { clock, log } = deps
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_LIMIT,
    perMessageDeflate: false,
    clientTracking: true,
  })
  const connections = new Set<Connection>()
  const waiting = new Set<WebSocket>()
  const state = { stopping: false }

  const accept = (webSocket: WebSocket, request: IncomingMessage): void => {
    const remotePort = request.socket.remotePort ?? 0
    waiting.add(webSocket)
    const stopCounting = limitFirstBytes(webSocket, request)
    const connection = openConnection(webSocket, {
      id: randomUUID(),
      clock,
      log,
      version: deps.version,
      hub: deps.hub,
      authenticate: ({ token, key }) =>
        deps.authenticate({ cookieHeader: request.headers.cookie, browserKey: key, bearer: token }),
      call: deps.call,
      hasSession: deps.hasSession,
      fromAgent: () => deps.fromAgent(remotePort),
      onWelcome() {
        waiting.delete(webSocket)
        stopCounting()
      },
    })
    connections.add(connection)
    const stopPinging = keepAlive(webSocket, clock)
    webSocket.on('close', () => {
      waiting.delete(webSocket)
      connections.delete(connection)
      stopPinging()
    })
  }

  return {
    upgrade(request, socket, head) {
      const isFull = waiting.size >= WAITING_SOCKETS || connections.size >= OPEN_SOCKETS
      if (isFull || state.stopping) {
        return void socket.end(
          'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 10\r\nContent-Length: 0\r\n\r\n',
        )
      }
      server.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, request))
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
function limitFirstBytes(webSocket: WebSocket, request: IncomingMessage): () => void {
  const raw = request.socket
  const limit = FRAME_LIMIT_BEFORE_HELLO + FRAME_HEADER
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
function keepAlive(webSocket: WebSocket, clock: Clock): () => void {
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
    state.cancel = clock.after(PING_EVERY_MS, beat)
  }
  state.cancel = clock.after(PING_EVERY_MS, beat)
  return () => state.cancel()
}

function closed(client: WebSocket): Promise<void> {
  if (client.readyState === client.CLOSED) return Promise.resolve()
  return new Promise((resolve) => void client.once('close', () => resolve()))
}
