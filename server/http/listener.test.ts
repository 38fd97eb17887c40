import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Log } from '../log.ts'
import { startListener } from './listener.ts'

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
})
