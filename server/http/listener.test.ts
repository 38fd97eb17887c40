import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Log } from '../log.ts'
import { PATIENCE, startListener } from './listener.ts'

const ignore = (): void => {}
const log: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => log }
const options = (port: number) => ({
  port,
  log,
  onRequest: (_request: unknown, response: { end(text: string): unknown }) => void response.end('hello'),
  onUpgrade: ignore,
})

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function occupy(answer: unknown, host = '127.0.0.1'): Promise<number> {
  const server: Server = createServer((_request, response) => void response.end(JSON.stringify(answer)))
  server.listen(0, host)
  await once(server, 'listening')
  ends.push(() => new Promise((resolve) => void server.close(resolve)))
  return (server.address() as AddressInfo).port
}
const failure = async (port: number): Promise<unknown> =>
  startListener(options(port)).then(
    (listener) => listener.stop().then(() => 'it started'),
    (error: unknown) => error,
  )

describe('the listener', () => {
  test('answers on loopback and stops', async () => {
    const listener = await startListener(options(0))
    expect(await (await fetch(`http://127.0.0.1:${listener.port}/`)).text()).toBe('hello')
    await listener.stop()
    await expect(fetch(`http://127.0.0.1:${listener.port}/`)).rejects.toThrow()
  })

  test('J11 tells another gateway of this kind from a namesake and from anything else', async () => {
    const own = await occupy({ ok: true, gateway: 'openclaw', protocol: 1 })
    expect(await failure(own)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('another OpenClaw gateway'),
    })
    const namesake = await occupy({ ok: true, status: 'live' })
    expect(await failure(namesake)).toMatchObject({
      message: expect.stringContaining('a different OpenClaw product'),
    })
    const other = await occupy('?')
    expect(await failure(other)).toMatchObject({ message: expect.stringContaining(`Port ${other}`) })
  })

  test.runIf(process.platform === 'linux')('names the process and none of its arguments', async () => {
    const script =
      'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))'
    const child = spawn(process.execPath, ['-e', script, '--', '--token=canary-4711'])
    ends.push(() => child.kill())
    const [text] = (await once(child.stdout, 'data')) as [Buffer]
    const error = await failure(Number(text))
    expect(error).toMatchObject({ message: expect.stringContaining(`process ${child.pid}`) })
    expect(String(error)).not.toContain('canary-4711')
  })

  test('refuses a port whose IPv6 side is taken; without IPv6 it does with IPv4', async () => {
    const port = await occupy('?', '::1').catch(() => undefined)
    if (port === undefined) {
      const listener = await startListener(options(0))
      await listener.stop()
      expect(listener.port).toBeGreaterThan(0)
    } else {
      expect(await failure(port)).toMatchObject({ code: 'conflict' })
    }
  })

  test.each([
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a bare line feed', 'GET / HTTP/1.1\nHost: a\n\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['17 KiB of headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`],
  ])('C12 refuses a request with %s', async (_name, text) => {
    const listener = await startListener(options(0))
    ends.push(() => listener.stop())
    const socket = connect({ port: listener.port, host: '127.0.0.1' })
    socket.write(text)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1.1 4(00|31) /)
    socket.destroy()
  })

  /** Peers that never end their headers, and that never end their body: each is told of when it is let go. */
  async function dripInto(times: typeof PATIENCE) {
    const swallow = (request: IncomingMessage): void => void request.resume()
    const listener = await startListener({ ...options(0), onRequest: swallow, times })
    const drips = [
      'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ',
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n`,
    ]
    const sockets = drips.map((start) => {
      const socket = connect({ port: listener.port, host: '127.0.0.1' }).on('error', ignore)
      socket.write(start)
      const drip = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(drip)).resume()
      return socket
    })
    const gone = Promise.all(sockets.map(isGone))
    const stop = async () => {
      for (const socket of sockets) socket.destroy()
      await listener.stop(0)
    }
    return { gone, stop, areOpen: () => sockets.map(({ destroyed }) => !destroyed) }
  }

  test('C2 lets go of slow headers and slow bodies; without its patience they would stay', async () => {
    expect(PATIENCE).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000 })
    const quick = {
      headersTimeout: 100,
      requestTimeout: 200,
      keepAliveTimeout: 100,
      connectionsCheckingInterval: 50,
    }
    const endless = { ...quick, headersTimeout: 0, requestTimeout: 0 }
    const patient = await dripInto(endless)
    const impatient = await dripInto(quick)
    await impatient.gone
    expect(patient.areOpen()).toEqual([true, true])
    await Promise.all([patient.stop(), impatient.stop()])
  })

  test.runIf(process.platform === 'linux')(
    'C16 out of descriptors it takes no more, does not spin, and recovers',
    async () => {
      const script = path.join(import.meta.dirname, 'fixtures/bare-listener.ts')
      const child = spawn('sh', ['-c', 'ulimit -n 64 && exec "$0" "$1"', process.execPath, script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      ends.push(() => child.kill('SIGKILL'))
      const [text] = (await once(child.stdout, 'data')) as [Buffer]
      const port = Number(text)
      const crowd = Array.from({ length: 100 }, () =>
        connect({ port, host: '127.0.0.1' }).on('error', ignore).resume(),
      )
      const turnedAway = await Promise.race(crowd.map((socket) => isGone(socket)))
      const before = processorTicks(child.pid)
      await new Promise((resolve) => setTimeout(resolve, 500))
      const spun = processorTicks(child.pid) - before
      for (const socket of crowd) socket.destroy()
      const answer = await retry(async () => (await fetch(`http://127.0.0.1:${port}/`)).text())
      expect({ turnedAway, answer, isQuiet: spun < 20 }).toEqual({
        turnedAway: true,
        answer: 'hello',
        isQuiet: true,
      })
    },
  )
})

/** A reset is an end like any other; `once` would take it for a failure. */
const isGone = (socket: Socket): Promise<true> =>
  new Promise((resolve) => void socket.on('close', () => resolve(true)))

/** User and system time so far, in ticks of 10 ms. */
function processorTicks(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

async function retry<T>(act: () => Promise<T>, tries = 50): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (tries === 0) throw error
    await new Promise((resolve) => setTimeout(resolve, 20))
    return retry(act, tries - 1)
  }
}
