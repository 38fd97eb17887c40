import type { IncomingMessage } from 'node:http'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { AppError } from '#protocol/errors.ts'
import type { Log } from '../log.ts'
import { describeHolder } from './holder.ts'

export interface Listener {
  readonly port: number
  /** Takes no more connections, lets open requests end for `graceMs`, then cuts them. */
  stop(graceMs?: number): Promise<void>
}

export interface ListenerOptions {
  /** 0 picks a free port, the same one for both families. */
  readonly port: number
  readonly onRequest: RequestListener
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly log: Log
  /** Replaced by tests only, to show what would happen without them. */
  readonly times?: typeof PATIENCE
}

/** How long a peer may take, in milliseconds, and how often it is looked who took longer. */
export const PATIENCE: {
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly connectionsCheckingInterval: number
} = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
}

const LOOPBACK_V4 = '127.0.0.1'
const LOOPBACK_V6 = '::1'
const TRIES_FOR_A_FREE_PORT = 10
const STOP_GRACE_MS = 2_000
/** Room for every client of `/ws`, and as much again for those that have shown nothing yet. */
const MAX_CONNECTIONS = 4_096

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1; nowhere else. Throws `conflict`, naming
 * the holder where that can be known, if either is taken: browsers try ::1 for localhost, so a stranger
 * on that port would receive the owner's credentials.
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  for (let attempt = 1; ; attempt++) {
    const first = await listen(options, LOOPBACK_V4, options.port)
    const { port } = first.address() as AddressInfo
    try {
      const second = await listen(options, LOOPBACK_V6, port)
      return describe(port, [first, second])
    } catch (cause) {
      const code = codeOf(cause)
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL') {
        options.log.info('This machine has no IPv6 loopback; listening on 127.0.0.1 only')
        return describe(port, [first])
      }
      first.close()
      if (options.port !== 0 || attempt >= TRIES_FOR_A_FREE_PORT) throw cause
    }
  }
}

async function listen(options: ListenerOptions, host: string, port: number): Promise<Server> {
  const server = createGatewayServer(options)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, ipv6Only: host === LOOPBACK_V6 }, resolve)
    })
  } catch (cause) {
    throw await explainFailure(port, cause)
  }
  server.on('error', (error) => options.log.error('The listener failed', { error }))
  return server
}

async function explainFailure(port: number, cause: unknown): Promise<unknown> {
  switch (codeOf(cause)) {
    case 'EADDRINUSE':
      return new AppError(
        'conflict',
        `Port ${port} is already in use by ${await describeHolder(port)}. Stop it, or set OPENCLAW_GATEWAY_PORT to another port.`,
        { cause },
      )
    case 'EACCES':
      return new AppError(
        'conflict',
        `Port ${port} may not be used without more rights. Set OPENCLAW_GATEWAY_PORT to a port above 1023.`,
        { cause },
      )
    default:
      return cause
  }
}

function createGatewayServer({ onRequest, onUpgrade, times = PATIENCE }: ListenerOptions): Server {
  const server = createServer(
    {
      ...times,
      maxHeaderSize: 16 * 1024,
      insecureHTTPParser: false,
      requireHostHeader: true,
      // Asked for any other protocol, HTTP answers as if it had not been asked.
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    },
    onRequest,
  )
  server.maxConnections = MAX_CONNECTIONS
  server.maxHeadersCount = 100
  server.on('upgrade', onUpgrade)
  return server
}

function describe(port: number, servers: readonly Server[]): Listener {
  return {
    port,
    async stop(graceMs = STOP_GRACE_MS) {
      const ended = Promise.all(
        servers.map((server) => new Promise<void>((resolve) => void server.close(() => resolve()))),
      )
      for (const server of servers) server.closeIdleConnections()
      const timer = setTimeout(() => {
        for (const server of servers) server.closeAllConnections()
      }, graceMs)
      await ended
      clearTimeout(timer)
    },
  }
}

function codeOf(cause: unknown): string | undefined {
  const inner = cause instanceof AppError ? cause.cause : cause
  return inner instanceof Error && 'code' in inner ? String(inner.code) : undefined
}
