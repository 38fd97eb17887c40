import type { WebSocket } from 'ws'
import { AppError, toAppError } from '#protocol/errors.ts'
import { CLOSE, type ClientFrame, PROTOCOL_VERSION, type ServerFrame } from '#protocol/frames.ts'
import type { CredentialKind, Identity } from '../auth/credentials.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Hub, Reader, Subscription } from './hub.ts'
import { createBucket, type Limits } from './limits.ts'
import { createOutlet } from './outlet.ts'
import { parseFrame } from './parse.ts'

/** One method call, as the registry of methods takes it. */
export interface Call {
  readonly method: string
  readonly params: unknown
  readonly principal: Identity['principal']
  readonly credentialKind: CredentialKind
  readonly fromAgent: () => Promise<boolean>
  readonly signal: AbortSignal
}

export interface ConnectionDeps {
  readonly id: string
  readonly clock: Clock
  readonly log: Log
  readonly version: string
  /** The build of the panel that is served now. */
  readonly panelBuild: () => string | undefined
  readonly hub: Hub
  readonly limits: Limits
  /** Who says hello; undefined where the proof is not good. May throw `too_many`. */
  readonly authenticate: (auth: {
    token?: string | undefined
    key?: string | undefined
  }) => Identity | undefined
  readonly call: (call: Call) => Promise<unknown>
  readonly hasSession: (sessionId: string) => boolean
  readonly fromAgent: () => Promise<boolean>
  /** Told once, when hello was accepted. */
  readonly onWelcome: () => void
}

export interface Connection {
  /** The credential behind it, once hello was accepted. */
  credentialId(): string | undefined
  close(code: number, reason: string): void
}

/** "Message too big" of RFC 6455, section 7.4.1. */
const TOO_LARGE = 1009

type Frame<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>

/** One client on `/ws`, from its hello to its end. Nothing that it sends can throw out of here. */
export function openConnection(socket: WebSocket, deps: ConnectionDeps): Connection {
  const { clock, hub, limits, log } = deps
  const outlet = createOutlet(socket, { clock, log, limits })
  const frames = createBucket(clock, limits.framesPerSecond)
  const requests = createBucket(clock, limits.requestsPerSecond)
  const subscriptions = new Map<string, Subscription>()
  const ended = new AbortController()
  const state: { identity: Identity | undefined; openRequests: number } = {
    identity: undefined,
    openRequests: 0,
  }
  const close = outlet.close
  const reader: Reader = { send: outlet.sendEvent, isBehind: outlet.isBehind }
  const cancelTimeout = clock.after(limits.helloMs, () =>
    close(CLOSE.helloTimeout, 'No hello frame within 10 seconds.'),
  )

  const sayHello = (frame: Frame<'hello'>): void => {
    if (frame.protocol !== PROTOCOL_VERSION) {
      close(CLOSE.badFrame, `This gateway speaks protocol ${PROTOCOL_VERSION} only.`)
      return
    }
    const identity = deps.authenticate(frame.auth ?? {})
    if (!identity) {
      close(CLOSE.unauthenticated, 'The credential is missing or not valid.')
      return
    }
    state.identity = identity
    cancelTimeout()
    deps.onWelcome()
    const { role, scopes } = identity.principal
    outlet.send({
      type: 'welcome',
      protocol: PROTOCOL_VERSION,
      server: { version: deps.version, panel: deps.panelBuild(), now: clock.now() },
      connectionId: deps.id,
      principal: { role, scopes },
      limits: {
        frameBytes: limits.frameBytes,
        subscriptions: limits.subscriptions,
        requestsPerSecond: limits.requestsPerSecond,
      },
    })
  }

  const request = async (frame: Frame<'request'>, identity: Identity): Promise<unknown> => {
    if (state.openRequests >= limits.openRequests) {
      throw new AppError('too_many', `At most ${limits.openRequests} requests may be unanswered at once.`, {
        retryAfterMs: 100,
      })
    }
    state.openRequests += 1
    try {
      return await deps.call({
        method: frame.method,
        params: frame.params,
        principal: identity.principal,
        credentialKind: identity.kind,
        fromAgent: deps.fromAgent,
        signal: ended.signal,
      })
    } finally {
      state.openRequests -= 1
    }
  }

  const subscribe = (frame: Frame<'subscribe'>, identity: Identity): void => {
    checkTopic(frame.topic, identity, deps.hasSession)
    if (!subscriptions.has(frame.topic) && subscriptions.size >= limits.subscriptions) {
      throw new AppError('too_many', `At most ${limits.subscriptions} subscriptions are allowed.`)
    }
    subscriptions.get(frame.topic)?.stop()
    const subscription = hub.subscribe(frame.topic, frame.after, reader)
    subscriptions.set(frame.topic, subscription)
    outlet.send({ type: 'response', id: frame.id, ok: true, result: subscription.position })
    subscription.start()
  }

  const unsubscribe = (frame: Frame<'unsubscribe'>): void => {
    subscriptions.get(frame.topic)?.stop()
    subscriptions.delete(frame.topic)
    outlet.send({ type: 'response', id: frame.id, ok: true, result: {} })
  }

  const answer = async (
    frame: Exclude<ClientFrame, { type: 'hello' }>,
    identity: Identity,
  ): Promise<void> => {
    try {
      const retryAfterMs = requests.take()
      if (retryAfterMs > 0) throw new AppError('too_many', 'Too many requests a second.', { retryAfterMs })
      if (frame.type === 'subscribe') return subscribe(frame, identity)
      if (frame.type === 'unsubscribe') return unsubscribe(frame)
      outlet.send({
        type: 'response',
        id: frame.id,
        ok: true,
        result: (await request(frame, identity)) ?? null,
      } satisfies ServerFrame)
    } catch (cause) {
      const error = toAppError(cause)
      if (error.code === 'internal') log.error('A request failed', { error: cause })
      outlet.send({ type: 'response', id: frame.id, ok: false, error: error.toShape() })
    }
  }

  const receive = (data: Buffer, isBinary: boolean): void => {
    if (outlet.isClosing()) return
    if (frames.take() > 0) {
      close(CLOSE.tooMany, 'Too many frames a second.')
      return
    }
    if (!state.identity && data.length > limits.frameBytesBeforeHello) {
      close(TOO_LARGE, 'The first frame is too large.')
      return
    }
    const frame = isBinary ? undefined : parseFrame(data.toString('utf8'), limits.jsonDepth)
    if (!frame) close(CLOSE.badFrame, 'That is not a frame of protocol 1.')
    else if (!state.identity && frame.type === 'hello') sayHello(frame)
    else if (!state.identity) close(CLOSE.unauthenticated, 'The first frame must be hello.')
    else if (frame.type === 'hello') close(CLOSE.badFrame, 'Hello is said once.')
    else void answer(frame, state.identity)
  }

  socket.on('message', (data, isBinary) => {
    try {
      receive(data as Buffer, isBinary)
    } catch (cause) {
      const error = toAppError(cause)
      if (error.code === 'internal') log.error('A frame could not be handled', { error: cause })
      close(error.code === 'too_many' ? CLOSE.tooMany : CLOSE.badFrame, error.message)
    }
  })
  socket.on('ping', () => {
    if (frames.take() > 0) close(CLOSE.tooMany, 'Too many frames a second.')
  })
  socket.on('error', (error) => log.debug('A connection broke the WebSocket protocol', { error }))
  socket.on('close', () => {
    cancelTimeout()
    ended.abort()
    for (const subscription of subscriptions.values()) subscription.stop()
    subscriptions.clear()
  })

  return { credentialId: () => state.identity?.principal.credentialId, close }
}

function checkTopic(topic: string, identity: Identity, hasSession: (sessionId: string) => boolean): void {
  if (!identity.principal.scopes.includes('read')) {
    throw new AppError('forbidden', 'Subscribing needs the scope "read".')
  }
  if (topic === 'system') return
  const sessionId = topic.startsWith('session:') ? topic.slice('session:'.length) : undefined
  if (sessionId === undefined) {
    throw new AppError('bad_request', 'topic: expected "system" or "session:<sessionId>".')
  }
  if (!hasSession(sessionId)) throw new AppError('unknown_session', 'There is no such session.')
}
