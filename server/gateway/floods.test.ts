import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ServerFrame } from '#protocol/frames.ts'
import { SESSION_ID, sendRaw, startTestEdge, type TestEdge } from '../http/fixtures/test-edge.ts'
import { hello, openClient, type TestClient, UPGRADE } from './fixtures/test-client.ts'
import { LIMITS, type Limits } from './limits.ts'

/**
 * Each attack says whether it was held off. It runs twice: against the gateway as it is, and against one
 * without the limit, where it must succeed; else this suite would not notice if the limit were gone.
 */
interface Attack {
  readonly name: string
  readonly planted: Partial<Limits>
  /** Smaller limits than the real ones, where reaching those would take long. */
  readonly given?: Partial<Limits>
  isHeldOff(edge: TestEdge): Promise<boolean>
}

const bearer = (edge: TestEdge) => ({ authorization: `Bearer ${edge.credentials.token}` })
const topic = `session:${SESSION_ID}`
const NEVER = 2 ** 40

async function signIn(edge: TestEdge): Promise<TestClient> {
  const client = await openClient(edge.port, bearer(edge))
  client.socket.on('error', () => {})
  client.send(hello({}))
  await client.next()
  return client
}

/** A socket after the upgrade, for bytes that no WebSocket library would send. */
async function openBare({ port }: { port: number }, headers: string[] = []): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  const lines = ['GET /ws HTTP/1.1', `Host: localhost:${port}`, ...headers, ...UPGRADE, '\r\n']
  socket.write(lines.join('\r\n'))
  await once(socket, 'data')
  return socket
}
/** Sends the bytes and says whether the gateway has ended the connection before it answers another client. */
async function isCutOff(edge: TestEdge, socket: Socket, bytes: Buffer): Promise<boolean> {
  const state = { ended: false }
  socket.on('data', () => {
    state.ended = true
  })
  socket.on('close', () => {
    state.ended = true
  })
  socket.write(bytes)
  for (let round = 0; round < 20 && !state.ended; round++) await isAlive(edge)
  socket.destroy()
  return state.ended
}

async function isAlive(edge: TestEdge): Promise<boolean> {
  const answer = await sendRaw(edge.port, ['GET /healthz HTTP/1.1', `Host: localhost:${edge.port}`])
  return answer.status === 200
}

const masked = (first: number, length: number[], payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([first, ...length, 0, 0, 0, 0]), payload])

const ATTACKS: readonly Attack[] = [
  {
    name: 'C1 sockets that say nothing fill the room',
    planted: { waitingSockets: NEVER },
    async isHeldOff(edge) {
      const opened = await Promise.allSettled(Array.from({ length: 60 }, () => openClient(edge.port)))
      const known = await signIn(edge)
      const { cookie, key } = edge.signIn()
      const browser = await openClient(edge.port, { cookie, origin: `http://localhost:${edge.port}` })
      browser.send(hello({ key }))
      const welcomes = [
        await browser.next(),
        await known.ask({ type: 'request', id: '1', method: 'status.get' }),
      ]
      expect(welcomes).toMatchObject([{ type: 'welcome' }, { ok: true }])
      return opened.filter(({ status }) => status === 'fulfilled').length === 32
    },
  },
  {
    name: 'C1 silent sockets stay',
    planted: { helloMs: NEVER },
    async isHeldOff(edge) {
      const silent = await openClient(edge.port)
      edge.clock.advance(10_000)
      const wake = once(silent.socket, 'pong')
      silent.socket.ping()
      return (await Promise.race([silent.closed, wake.then(() => ({ code: 0 }))])).code === 4408
    },
  },
  {
    name: 'C3 a first frame says that it is large',
    planted: { frameBytesBeforeHello: NEVER },
    isHeldOff: async (edge) =>
      isCutOff(
        edge,
        await openBare(edge),
        masked(0x81, [0xff, 0, 0, 0, 0, 0, 64, 0, 0], Buffer.alloc(80_000)),
      ),
  },
  {
    name: 'C3 a frame after hello says that it is 8 MiB and a byte long',
    planted: { frameBytes: 0 },
    isHeldOff: async (edge) =>
      isCutOff(edge, await helloBare(edge), masked(0x81, [0xff, 0, 0, 0, 0, 0, 128, 0, 1], Buffer.alloc(0))),
  },
  {
    name: 'C4 a message in a hundred thousand pieces of nothing',
    planted: { fragments: 0, framesPerSecond: NEVER },
    isHeldOff: async (edge) =>
      isCutOff(
        edge,
        await helloBare(edge),
        Buffer.concat([
          masked(0x01, [0x80], Buffer.alloc(0)),
          Buffer.alloc(6 * 10_000, Buffer.from([0, 0x80, 0, 0, 0, 0])),
        ]),
      ),
  },
  {
    name: 'C4 a flood of frames',
    planted: { framesPerSecond: NEVER },
    async isHeldOff(edge) {
      const client = await signIn(edge)
      for (let index = 0; index < 500; index++) client.send({ type: 'unsubscribe', id: 'u', topic })
      client.socket.ping()
      const wake = new Promise<{ code: number }>((resolve) =>
        client.socket.on('pong', () => resolve({ code: 0 })),
      )
      // Cut off in the middle of a flood, a client may see a reset instead of the reason.
      return [4429, 1006].includes((await Promise.race([client.closed, wake])).code)
    },
  },
  {
    name: 'C5 a frame that is nested a hundred thousand deep',
    planted: { jsonDepth: NEVER },
    async isHeldOff(edge) {
      const client = await signIn(edge)
      const deep = `${'['.repeat(1e5)}${']'.repeat(1e5)}`
      client.send(`{"type":"request","id":"1","method":"status.get","params":${deep}}`)
      const answered = client.next().then(
        () => ({ code: 0 }),
        () => client.closed,
      )
      return (await answered).code === 4400
    },
  },
  {
    name: 'C8 more subscriptions than are allowed',
    given: { subscriptions: 1 },
    planted: { subscriptions: NEVER },
    async isHeldOff(edge) {
      const client = await signIn(edge)
      const topics = [topic, topic, 'system']
      const answers = []
      for (const wanted of topics)
        answers.push(await client.ask({ type: 'subscribe', id: 's', topic: wanted }))
      expect(answers.slice(0, 2)).toMatchObject([{ ok: true }, { ok: true }])
      const [, , last] = answers
      return last?.ok === false && last.error.code === 'too_many'
    },
  },
  {
    name: 'C7 a reader of answers that never reads',
    planted: { unreadPieceBytes: NEVER },
    async isHeldOff(edge) {
      const { quick, slow } = await subscribeTwo(edge)
      const sent = 150
      await stream(edge, quick, sent)
      slow.socket.resume()
      // Spared the pieces, it is still there, gets the state of the present, and goes on without a gap.
      const frames: ServerFrame[] = []
      const collect = async (): Promise<void> => {
        for (;;) {
          const frame = await slow.next()
          frames.push(frame)
          if (isEvent(frame, 'snapshot')) return
        }
      }
      const waiting = setInterval(() => edge.clock.advance(100), 10)
      await collect().catch(() => {})
      clearInterval(waiting)
      const seqs = frames.map((frame) => (frame.type === 'event' ? frame.seq : 0))
      expect(isEvent(frames.at(-1), 'snapshot') ? seqs.at(-1) : sent).toBe(sent)
      const pieces = seqs.slice(0, -1)
      expect(pieces).toEqual(pieces.map((_seq, index) => index + 1))
      return isEvent(frames.at(-1), 'snapshot') && pieces.length < sent
    },
  },
  {
    name: 'C7 a reader of answers that takes nothing for ten seconds',
    planted: { stalledMs: NEVER },
    async isHeldOff(edge) {
      const { quick, slow } = await subscribeTwo(edge)
      await stream(edge, quick, 150)
      const before = edge.edge.connections()
      edge.clock.advance(10_000)
      slow.socket.resume()
      for (let index = 0; index < 200 && edge.edge.connections() === before; index++) await isAlive(edge)
      return edge.edge.connections() < before
    },
  },
]

async function helloBare(edge: TestEdge): Promise<Socket> {
  const socket = await openBare(edge, [`Authorization: Bearer ${edge.credentials.token}`])
  const text = Buffer.from(JSON.stringify(hello({})))
  socket.write(masked(0x81, [0x80 | text.length], text))
  await once(socket, 'data')
  return socket
}

async function subscribeTwo(edge: TestEdge): Promise<{ quick: TestClient; slow: TestClient }> {
  const [quick, slow] = [await signIn(edge), await signIn(edge)]
  for (const client of [quick, slow]) await client.ask({ type: 'subscribe', id: 's', topic })
  slow.socket.pause()
  return { quick, slow }
}

/** So many pieces of 100 kB, each after the quick client has heard the one before. */
async function stream(edge: TestEdge, quick: TestClient, pieces: number): Promise<void> {
  const delta = 'x'.repeat(100_000)
  for (let index = 0; index < pieces; index++) {
    edge.events.session(SESSION_ID, {
      type: 'chunk',
      runId: 'r',
      chunk: { type: 'text-delta', id: 't', delta },
    })
    edge.clock.advance(33)
    expect(await quick.next()).toMatchObject({ type: 'event', seq: index + 1 })
  }
}

const isEvent = (frame: ServerFrame | undefined, type: string): boolean =>
  frame?.type === 'event' && (frame.event as { type: string }).type === type

async function withEdge<T>(limits: Partial<Limits>, act: (edge: TestEdge) => Promise<T>): Promise<T> {
  const edge = await startTestEdge({ limits: { ...LIMITS, ...limits } })
  try {
    const result = await act(edge)
    expect(await isAlive(edge)).toBe(true)
    return result
  } finally {
    await edge.stop()
  }
}

describe('floods and slow readers', () => {
  test.each(ATTACKS.map((attack) => [attack.name, attack] as const))('%s', async (_name, attack) => {
    expect(await withEdge(attack.given ?? {}, attack.isHeldOff)).toBe(true)
    expect(await withEdge(attack.planted, attack.isHeldOff)).toBe(false)
  })
})

/** What RFC 6455 forbids a client to send. */
const BROKEN: Readonly<Record<string, number[]>> = {
  'without a mask': [0x81, 0x01, 0x41],
  'with a reserved bit': [0xc1, 0x81, 0, 0, 0, 0, 0x41],
  'with an unknown opcode': [0x83, 0x80, 0, 0, 0, 0],
  'of 2^63 - 1 bytes': [0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0],
  'that is no UTF-8': [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28],
  'that goes on with nothing': [0x80, 0x80, 0, 0, 0, 0],
  'that cuts a ping in two': [0x09, 0x80, 0, 0, 0, 0],
}

/** The broken frames that whoever listens there swallows. */
async function listSwallowed(edge: TestEdge, port: number): Promise<string[]> {
  const swallowed: string[] = []
  for (const [name, bytes] of Object.entries(BROKEN)) {
    if (!(await isCutOff(edge, await openBare({ port }), Buffer.from(bytes)))) swallowed.push(name)
  }
  return swallowed
}

test('C4 frames that break RFC 6455 are cut off; a server that swallows them is found out', async () => {
  const careless = createServer().on('upgrade', (_request, socket) => {
    socket.on('error', () => {}).resume()
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  })
  careless.listen(0, '127.0.0.1')
  await once(careless, 'listening')
  await withEdge({}, async (edge) => {
    expect(await listSwallowed(edge, edge.port)).toEqual([])
    expect(await listSwallowed(edge, (careless.address() as AddressInfo).port)).toEqual(Object.keys(BROKEN))
  })
  careless.close()
})

/** Offers compression, and what the panel's protocol of another product would say first. */
async function isDeafToOthers(port: number): Promise<boolean> {
  for (const params of ['1', '[]', '{"a":{}}', 'null', `"${'x'.repeat(60_000)}"`]) {
    const client = await openClient(port)
    client.socket.on('error', () => {})
    client.send(`{"method":"connectionParams","data":${params}}`)
    const wake = once(client.socket, 'pong').then(() => ({ code: 0 }))
    client.socket.ping()
    const { code } = await Promise.race([client.closed, wake])
    client.socket.terminate()
    if (code !== 4400 || client.socket.extensions !== '') return false
  }
  return true
}

test('C6 C13 the socket does not compress and closes on connection parameters; a server that does is found out', async () => {
  await withEdge({}, async (edge) => {
    expect(await isDeafToOthers(edge.port)).toBe(true)
    const answer = await sendRaw(edge.port, [
      'GET /trpc HTTP/1.1',
      `Host: localhost:${edge.port}`,
      ...UPGRADE,
    ])
    expect(answer.status).toBe(404)
  })
  const careless = new WebSocketServer({ port: 0, perMessageDeflate: true })
  careless.on('connection', (socket: WebSocket) => socket.on('message', () => {}))
  await once(careless, 'listening')
  const address = careless.address()
  expect(await isDeafToOthers(typeof address === 'object' ? (address?.port ?? 0) : 0)).toBe(false)
  for (const client of careless.clients) client.terminate()
  careless.close()
})

test('C10 two hundred clients that come back at once are all let in', async () => {
  await withEdge({}, async (edge) => {
    const clients = await Promise.all(Array.from({ length: 200 }, () => signIn(edge)))
    const answers = await Promise.all(
      clients.map((client) => client.ask({ type: 'request', id: '1', method: 'status.get' })),
    )
    expect(answers.filter(({ ok }) => ok).length).toBe(200)
  })
})
