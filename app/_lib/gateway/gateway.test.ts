import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket as Peer, WebSocketServer } from 'ws'
import { CLOSE } from '#protocol/frames.ts'
import { backoffDelay } from './backoff.ts'
import { ConnectionLost } from './connection-lost.ts'
import { createGateway, type Gateway, OTHER_PROTOCOL } from './gateway.ts'

const WELCOME = {
  type: 'welcome',
  protocol: 1,
  server: { version: '1', panel: 'a-build', now: 0 },
  connectionId: 'c',
  principal: { role: 'owner', scopes: ['read'] },
  limits: { frameBytes: 1, subscriptions: 1, requestsPerSecond: 1 },
}

const open: { gateway: Gateway; server: WebSocketServer }[] = []
afterEach(() => {
  for (const { gateway, server } of open.splice(0)) {
    gateway.stop()
    for (const peer of server.clients) peer.terminate()
    server.close()
  }
})

type Frame = Record<string, unknown> & { id: string; type: string }

/** A real socket server; `answer` sees every frame after the hello was welcomed. */
async function start(options: { key?: string | null; answer?: (peer: Peer, frame: Frame) => void } = {}) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const hellos: Frame[] = []
  server.on('connection', (peer) => {
    peer.on('message', (data) => {
      const frame: Frame = JSON.parse(String(data))
      if (frame.type !== 'hello') return options.answer?.(peer, frame)
      hellos.push(frame)
      peer.send(JSON.stringify(WELCOME))
    })
  })
  let wake: (() => void) | undefined
  const gateway = createGateway({
    url: () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    browserKey: () => (options.key === undefined ? 'the-key' : options.key),
    version: '1',
    onWake: (listener) => {
      wake = listener
      return () => undefined
    },
  })
  open.push({ gateway, server })
  gateway.start()
  return { gateway, server, hellos, wake: () => wake?.() }
}

const whenState = (gateway: Gateway, wanted: string) =>
  new Promise<void>((resolve) => {
    const look = () => gateway.state() === wanted && resolve()
    gateway.onState(look)
    look()
  })

describe('the gateway client', () => {
  it('says hello with its key and matches answers to requests', async () => {
    const { gateway, hellos } = await start({
      answer: (peer, { id, method }) =>
        peer.send(
          JSON.stringify(
            method === 'good'
              ? { type: 'response', id, ok: true, result: { n: 1 } }
              : {
                  type: 'response',
                  id,
                  ok: false,
                  error: { code: 'not_found', message: 'no', retryable: false },
                },
          ),
        ),
    })
    await whenState(gateway, 'ready')
    expect(hellos).toMatchObject([{ protocol: 1, auth: { key: 'the-key' } }])
    const [good, bad] = await Promise.allSettled([gateway.request('good', {}), gateway.request('bad', {})])
    expect(good).toEqual({ status: 'fulfilled', value: { n: 1 } })
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } })
  })

  it('hands the events of a topic to whoever subscribed', async () => {
    const { gateway } = await start({
      answer: (peer, { id, topic }) => {
        peer.send(JSON.stringify({ type: 'response', id, ok: true, result: { epoch: 'e', seq: 4 } }))
        peer.send(JSON.stringify({ type: 'event', topic, epoch: 'e', seq: 5, event: { type: 'x' } }))
        peer.send(JSON.stringify({ type: 'event', topic: 'other', epoch: 'e', seq: 1, event: {} }))
      },
    })
    await whenState(gateway, 'ready')
    const seen = new Promise((resolve) => void gateway.subscribe('session:1', undefined, resolve))
    expect(await seen).toMatchObject({ epoch: 'e', seq: 5, event: { type: 'x' } })
  })

  it('rejects what was open when the connection broke, and comes back at once when woken', async () => {
    const { gateway, server, hellos, wake } = await start({ answer: (peer) => peer.terminate() })
    await whenState(gateway, 'ready')
    await expect(gateway.request('anything', {})).rejects.toBeInstanceOf(ConnectionLost)
    expect(gateway.state()).toBe('offline')
    await expect(gateway.request('anything', {})).rejects.toBeInstanceOf(ConnectionLost)
    wake()
    await whenState(gateway, 'ready')
    expect(hellos.length).toBe(2)
    expect(server.clients.size).toBe(1)
  })

  it('knows the gateway that answered, and whether it said that it restarts', async () => {
    const { gateway, server, wake } = await start()
    expect(gateway.server()).toBeUndefined()
    await whenState(gateway, 'ready')
    expect(gateway.server()?.panel).toBe('a-build')
    expect(gateway.server()?.clockAheadMs).toBeGreaterThan(1_000_000_000_000)
    for (const peer of server.clients) peer.close(CLOSE.restarting)
    await whenState(gateway, 'offline')
    expect(gateway.isRestarting()).toBe(true)
    wake()
    await whenState(gateway, 'ready')
    expect(gateway.isRestarting()).toBe(false)
    for (const peer of server.clients) peer.terminate()
    await whenState(gateway, 'offline')
    expect(gateway.isRestarting()).toBe(false)
  })

  it('knows one that refuses its hello as one of another version, and goes on trying', async () => {
    const { gateway, server } = await start()
    await whenState(gateway, 'ready')
    server.removeAllListeners('connection')
    server.on('connection', (peer) =>
      peer.on('message', () => peer.close(CLOSE.badFrame, 'This gateway speaks protocol 2 only.')),
    )
    for (const peer of server.clients) peer.terminate()
    await new Promise<void>((resolve) =>
      gateway.onState(() => gateway.server()?.panel === OTHER_PROTOCOL && resolve()),
    )
    expect(gateway.state()).toBe('offline')
  })

  it('is signed out without a key, and where the gateway says so', async () => {
    const keyless = await start({ key: null })
    expect(keyless.gateway.state()).toBe('signed-out')
    const refused = await start()
    refused.server.removeAllListeners('connection')
    refused.server.on('connection', (peer) => peer.close(CLOSE.unauthenticated))
    await whenState(refused.gateway, 'signed-out')
  })
})

describe('the wait before the next try', () => {
  it('grows from 800 ms to 15 s', () => {
    expect([0, 1, 2, 5, 50].map((attempt) => backoffDelay(attempt, () => 0))).toEqual([
      800, 1600, 3200, 15_000, 15_000,
    ])
    expect(backoffDelay(0, () => 1)).toBe(640)
  })
})
