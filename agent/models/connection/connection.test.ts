import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ModelTarget, modelTarget } from '#protocol/agent-rpc.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { delay, text } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { askModel } from '../fixtures/ask-model.ts'
import type { StreamLimits } from '../stream/stream-guard.ts'
import { setProxy } from './set-proxy.ts'

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor
beforeAll(async () => {
  vendor = await startModelVendor()
})
afterAll(() => vendor.stop())
const target = (api: ModelTarget['api'], baseUrl?: string) =>
  targetOf(vendor, api, baseUrl === undefined ? {} : { baseUrl })

describe('K5: a connection that does not come about', () => {
  let lying: Server
  beforeAll(async () => {
    lying = createServer({ key: KEY, cert: CERTIFICATE }, (_request, response) => response.end('{}'))
    await new Promise<void>((resolve) => lying.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => void lying.close())
  const port = () => (lying.address() as AddressInfo).port

  async function check(reach: typeof askModel): Promise<void> {
    const started = performance.now()
    const bad = await reach(target('openai-compatible', `https://127.0.0.1:${port()}/v1`))
    expect(bad.error).toMatchObject({ code: 'model_unavailable' })
    expect(bad.error?.message).toContain('certificate')
    expect(performance.now() - started).toBeLessThan(10_000)
  }

  it('names the certificate that nobody vouches for, and turns no check off', () => check(askModel))

  it('a planted way around the check is found out', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    try {
      await expect(check((model) => askModel({ ...model, reference: 'planted:m' }))).rejects.toThrow()
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    }
  })

  it.each([
    ['a name that nobody knows', 'http://no-such-host.invalid/v1', 'DNS'],
    ['a port where nobody listens', undefined, 'nothing answers'],
  ])('says so for %s', async (_what, url, words) => {
    const started = performance.now()
    const { error } = await askModel(target('openai', url ?? (await findClosedPort())))
    expect(error).toMatchObject({ code: 'model_unavailable' })
    expect(error?.message).toContain(words)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('K5: an address that swallows everything', () => {
  const limits = { connectMs: 250, firstByteMs: 30_000, stallMs: 30_000 }

  async function check(given: StreamLimits): Promise<void> {
    // It takes the connection and never says a word, so that no encryption comes about.
    const hole = createTcpServer(() => undefined)
    await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve))
    try {
      const started = performance.now()
      const { error } = await askModel(target('openai', `https://127.0.0.1:${portOf(hole)}/v1`), given)
      expect(error?.message).toMatch(/can't be reached: no connection to its address came about/)
      expect(performance.now() - started).toBeLessThan(10_000)
    } finally {
      hole.close()
    }
  }

  it('is given up in time, with the cause', () => check(limits))

  it('a planted patience is found out', () =>
    expect(check({ ...limits, connectMs: 60_000, firstByteMs: 300 })).rejects.toThrow())

  it('is none that is connected and thinks before it speaks', async () => {
    vendor.script([[delay(400), text('Well.')]])
    expect(await askModel(target('openai'), limits)).toEqual({ said: 'Well.', error: undefined })
  })
})

describe('F14: a server that sends a request on to another', () => {
  const APIS = modelTarget.shape.api.exclude(['builtin']).options

  /** Which of them took conversation and key there; what was said of the others. */
  async function redirect(reach?: typeof fetch) {
    const sent: string[] = []
    const elsewhere = createHttpServer((request, response) => {
      sent.push(JSON.stringify(request.headers))
      response.writeHead(500).end()
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const near = createHttpServer((_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${portOf(elsewhere)}/` }).end(),
    )
    await new Promise<void>((resolve) => near.listen(0, '127.0.0.1', resolve))
    const problems = await Promise.all(
      APIS.map(async (api) => {
        const { error } = await askModel(target(api, `http://127.0.0.1:${portOf(near)}/v1`), undefined, reach)
        return error?.message ?? ''
      }),
    )
    near.close()
    elsewhere.close()
    return { sent, problems }
  }

  it('is not followed, and named for it, whatever it speaks', async () => {
    const { sent, problems } = await redirect()
    expect(sent).toEqual([])
    for (const problem of problems) expect(problem).toContain('to another address, which is never followed')
  })

  it('F14 planted bug: one who follows is found out, with the key in his hands', async () => {
    const { sent } = await redirect(fetch)
    expect(sent.length).toBeGreaterThanOrEqual(APIS.length)
    expect(sent.filter((headers) => headers.includes('sk-test-key')).length).toBeGreaterThan(1)
  })
})

describe('K5: a proxy', () => {
  async function open(refuses: boolean) {
    const asked: string[] = []
    const proxy = createHttpServer((_request, response) => response.writeHead(500).end())
    proxy.on('connect', ({ url = '', headers }, socket) => {
      asked.push(`${url} ${headers['proxy-authorization']}`)
      if (refuses) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      const way = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(way).pipe(socket)
      })
      way.on('error', () => socket.destroy())
      socket.on('error', () => way.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const port = portOf(proxy)
    const url = `http://me:password@127.0.0.1:${port}`
    const restore = setProxy({ url, bypass: 'localhost,127.0.0.1' })
    const close = () => {
      restore?.()
      proxy.close()
    }
    return { asked, port, close }
  }

  it('is asked for what is elsewhere, by its own name and password, and nobody is believed without a certificate', async () => {
    const lying = createServer({ key: KEY, cert: CERTIFICATE }, (_request, response) => response.end('{}'))
    await new Promise<void>((resolve) => lying.listen(0, '127.0.0.1', resolve))
    const { asked, close } = await open(false)
    const { error } = await askModel(target('openai', `https://vendor.invalid:${portOf(lying)}/v1`))
    vendor.script([[text('Near.')]])
    const near = await askModel(target('openai'))
    close()
    const port = portOf(lying)
    lying.close()
    expect(asked).toEqual([`vendor.invalid:${port} Basic ${btoa('me:password')}`])
    expect(error?.message).toContain('certificate')
    expect(near.said).toBe('Near.')
  })

  it('that refuses, or is not there, is named for it, without its password', async () => {
    const refusing = await open(true)
    const refused = await askModel(target('openai', 'https://vendor.invalid/v1'))
    refusing.close()
    expect(refused.error?.message).toMatch(/the proxy that HTTPS_PROXY names did not let the request through/)
    const gone = await open(true)
    gone.close()
    const restore = setProxy({ url: `http://me:password@127.0.0.1:${gone.port}`, bypass: '' })
    const missing = await askModel(target('openai', 'https://vendor.invalid/v1'))
    restore?.()
    expect(missing.error?.message).toContain(`nothing answers at its address (127.0.0.1, port ${gone.port})`)
    expect(`${refused.error?.message} ${missing.error?.message}`).not.toContain('password')
  })
})

const portOf = (server: { address(): AddressInfo | string | null }): number =>
  (server.address() as AddressInfo).port

async function findClosedPort(): Promise<string> {
  const gone = await startModelVendor()
  await gone.stop()
  return gone.url
}

// Made for this test with openssl; nobody vouches for it, and it opens nothing.
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIM75lvjX1oS7rITK
lQcWBFN5rlMn663bWymWYrvKmd6hRANCAAS/VJiHkRqLgziVBFehTioA9bPM3ux3
nRkUkIvDScxPH84QcJ0n3mHXNWFZfFIpVZ/NX4979RJDPwlNVK6+gQqK
-----END PRIVATE KEY-----`
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBgDCCASWgAwIBAgIUIr6VU3The6KSOPR5nS2x46woD88wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIyMzEyMloYDzIxMjYxMDI5
MjIzMTIyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS/VJiHkRqLgziVBFehTioA9bPM3ux3nRkUkIvDScxPH84QcJ0n3mHX
NWFZfFIpVZ/NX4979RJDPwlNVK6+gQqKo1MwUTAdBgNVHQ4EFgQUCwB5bJmuZ28f
xGlkAgulK5gdH3gwHwYDVR0jBBgwFoAUCwB5bJmuZ28fxGlkAgulK5gdH3gwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA2v09MoHIzliqmr6J0cp0
1B/AjocWhKim4gX0tvTVfOUCIQCi74t7QfbCyWbGEklL+2hqDtaRc7LYEPHtL/fP
H+ruKg==
-----END CERTIFICATE-----`
