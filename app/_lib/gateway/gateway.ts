import * as z from 'zod'
import type { Scope } from '#protocol/access/principal.ts'
import { CLOSE, PROTOCOL_VERSION, serverFrame } from '#protocol/frames.ts'
import { backoffDelay } from './backoff.ts'
import { ConnectionLost } from './connection-lost.ts'
import { createOpenRequests } from './open-requests.ts'

export type ConnectionState = 'connecting' | 'ready' | 'offline' | 'signed-out'

/** A place in a topic's stream of events. */
export interface Cursor {
  readonly epoch: string
  readonly seq: number
}

export interface TopicEvent extends Cursor {
  readonly event: unknown
}

/** Stands for the build of a gateway that refuses this page's protocol, whatever it serves. */
export const OTHER_PROTOCOL = 'of another protocol'

export interface ServerFacts {
  /** The build of the panel that it serves. */
  readonly panel: string | undefined
  /** How far this device's clock is ahead of the gateway's, in milliseconds. */
  readonly clockAheadMs: number
}

export interface Gateway {
  start(): void
  stop(): void
  state(): ConnectionState
  onState(listener: () => void): () => void
  /** What this browser may do, as the last welcome said. */
  scopes(): readonly Scope[]
  /** What the last welcome, or the refusal of a hello, said of the gateway; undefined before the first. */
  server(): ServerFacts | undefined
  /** Whether the connection was lost because the gateway said that it restarts. */
  isRestarting(): boolean
  /** Called after every welcome, at once where the connection stands: the moment to subscribe. */
  onReady(listener: () => void): () => void
  /** Rejects with the gateway's AppError, or with ConnectionLost where no answer came. */
  request(method: string, params: unknown): Promise<unknown>
  /** Lasts as long as the connection; answers where the topic stands. */
  subscribe(topic: string, after: Cursor | undefined, listener: (event: TopicEvent) => void): Promise<Cursor>
  unsubscribe(topic: string): void
}

const WELCOME_TIMEOUT_MS = 10_000

const position = z.object({ epoch: z.string(), seq: z.number().int() })

/** A client of gateway protocol v1 over one WebSocket, which it opens again for as long as it is started. */
export function createGateway(options: {
  url: () => string
  browserKey: () => string | null
  version: string
  /** Calls back when it is worth trying at once: the network is back, the page is looked at again. */
  onWake: (listener: () => void) => () => void
}): Gateway {
  const requests = createOpenRequests()
  const stateListeners = new Set<() => void>()
  const readyListeners = new Set<() => void>()
  const topics = new Map<string, (event: TopicEvent) => void>()
  let socket: WebSocket | undefined
  let state: ConnectionState = 'connecting'
  let scopes: readonly Scope[] = []
  let server: ServerFacts | undefined
  let isRestarting = false
  let attempt = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let welcomeTimer: ReturnType<typeof setTimeout> | undefined
  let stopWake: (() => void) | undefined
  let started = false

  function setState(next: ConnectionState): void {
    if (state === next) return
    state = next
    for (const listener of stateListeners) listener()
  }

  function learn(facts: ServerFacts): void {
    server = facts
    for (const listener of stateListeners) listener()
  }

  function connect(): void {
    clearTimeout(retryTimer)
    const key = options.browserKey()
    if (key === null) {
      setState('signed-out')
      return
    }
    socket?.close()
    const opened = new WebSocket(options.url())
    socket = opened
    clearTimeout(welcomeTimer)
    welcomeTimer = setTimeout(() => opened.close(), WELCOME_TIMEOUT_MS)
    opened.onopen = () =>
      opened.send(
        JSON.stringify({
          type: 'hello',
          protocol: PROTOCOL_VERSION,
          client: { name: 'control-panel', version: options.version },
          auth: { key },
        }),
      )
    opened.onmessage = (message) => {
      if (socket === opened && typeof message.data === 'string') receive(message.data)
    }
    opened.onclose = (event) => {
      if (socket === opened) lose(event.code)
    }
  }

  function lose(code: number): void {
    socket = undefined
    clearTimeout(welcomeTimer)
    topics.clear()
    requests.abandon()
    if (!started) return
    if (code === CLOSE.unauthenticated) {
      setState('signed-out')
      return
    }
    // All that is said before a welcome is the hello.
    if (code === CLOSE.badFrame && state !== 'ready') learn({ panel: OTHER_PROTOCOL, clockAheadMs: 0 })
    isRestarting = code === CLOSE.restarting || (isRestarting && state === 'offline')
    setState('offline')
    retryTimer = setTimeout(connect, backoffDelay(attempt++, Math.random))
  }

  function receive(text: string): void {
    const parsed = serverFrame.safeParse(parseJson(text))
    if (!parsed.success) return
    const frame = parsed.data
    if (frame.type === 'welcome') {
      attempt = 0
      isRestarting = false
      scopes = frame.principal.scopes
      const { panel, now = Date.now() } = frame.server
      learn({ panel, clockAheadMs: Date.now() - now })
      clearTimeout(welcomeTimer)
      setState('ready')
      for (const listener of [...readyListeners]) listener()
    } else if (frame.type === 'event') {
      topics.get(frame.topic)?.(frame)
    } else if (frame.ok) {
      requests.resolve(frame.id, frame.result)
    } else {
      requests.reject(frame.id, frame.error)
    }
  }

  function send(frame: object): Promise<unknown> {
    if (state !== 'ready' || socket?.readyState !== WebSocket.OPEN)
      return Promise.reject(new ConnectionLost())
    const { id, answer } = requests.open()
    socket.send(JSON.stringify({ ...frame, id }))
    return answer
  }

  function hurry(): void {
    if (state !== 'offline') return
    attempt = 0
    connect()
  }

  return {
    start() {
      if (started) return
      started = true
      stopWake = options.onWake(hurry)
      setState('connecting')
      connect()
    },
    stop() {
      started = false
      clearTimeout(retryTimer)
      stopWake?.()
      const closing = socket
      lose(1000)
      closing?.close(1000)
    },
    state: () => state,
    scopes: () => scopes,
    server: () => server,
    isRestarting: () => isRestarting,
    onState(listener) {
      stateListeners.add(listener)
      return () => void stateListeners.delete(listener)
    },
    onReady(listener) {
      readyListeners.add(listener)
      if (state === 'ready') listener()
      return () => void readyListeners.delete(listener)
    },
    request: (method, params) => send({ type: 'request', method, params }),
    async subscribe(topic, after, listener) {
      topics.set(topic, listener)
      return position.parse(await send({ type: 'subscribe', topic, ...(after ? { after } : {}) }))
    },
    unsubscribe(topic) {
      if (topics.delete(topic)) send({ type: 'unsubscribe', topic }).catch(() => undefined)
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
