import { createECDH, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type BrowserKeys, openNotice, readSender } from './open-notice.ts'

/** Where the addresses that it gives out seem to be; tests lead the way there to it. */
const ORIGIN = 'https://push.example.org'

/** What one browser got, opened with its own keys. */
export interface ReceivedNotice {
  readonly to: string
  readonly text: string
  readonly ttl: number
  readonly urgency: string | undefined
  readonly topic: string | undefined
  readonly bytes: number
}

/**
 * Stands in for the push services of browser vendors: gives out addresses, takes notices only from the sender that
 * the browser subscribed with, and opens them as that browser would. No real one is ever asked.
 */
export async function startPushService() {
  const browsers = new Map<string, { keys: BrowserKeys; sender: string }>()
  const received: ReceivedNotice[] = []
  const refused: string[] = []
  const script: { status: number; retryAfter?: number }[] = []

  async function take(request: IncomingMessage): Promise<{ status: number; retryAfter?: number }> {
    const body = await buffer(request)
    const browser = browsers.get(request.url ?? '')
    if (!browser) return { status: 410 }
    const planned = script.shift()
    if (planned) return planned
    const { headers } = request
    const { key, claims } = readSender(headers.authorization)
    const now = Date.now() / 1_000
    const isAllowed =
      key === browser.sender &&
      claims.aud === ORIGIN &&
      Number(claims.exp) > now &&
      Number(claims.exp) <= now + 24 * 60 * 60 &&
      /^(mailto:|https:\/\/)/.test(String(claims.sub))
    if (!isAllowed) return { status: 403 }
    if (headers['content-encoding'] !== 'aes128gcm' || headers.ttl === undefined) return { status: 400 }
    received.push({
      to: ORIGIN + request.url,
      text: openNotice(body, browser.keys),
      ttl: Number(headers.ttl),
      urgency: headers.urgency?.toString(),
      topic: headers.topic?.toString(),
      bytes: body.length,
    })
    return { status: 201 }
  }

  const server = createServer((request, response) => {
    take(request).then(
      ({ status, retryAfter }) => {
        if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
        response.writeHead(status).end()
      },
      (error: unknown) => {
        refused.push(String(error))
        response.writeHead(400).end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    received,
    /** What it could not open or believe. */
    refused,
    /** What it answers next, before it looks at anything. */
    plan: (...answers: { status: number; retryAfter?: number }[]) => void script.push(...answers),
    /** A browser subscribes, with the sender's public key in base64url. */
    subscribe(sender: string) {
      const pair = createECDH('prime256v1')
      const publicKey = pair.generateKeys()
      const keys = { publicKey, privateKey: pair.getPrivateKey(), auth: randomBytes(16) }
      const path = `/send/${randomBytes(12).toString('hex')}`
      browsers.set(path, { keys, sender })
      return {
        endpoint: ORIGIN + path,
        keys: { p256dh: publicKey.toString('base64url'), auth: keys.auth.toString('base64url') },
      }
    },
    /** A browser gives its address up. */
    forget: (endpoint: string) => void browsers.delete(endpoint.slice(ORIGIN.length)),
    /** The way to it, for whatever would go to its seeming addresses. */
    async post(push: { endpoint: string; headers: Readonly<Record<string, string>>; body: Buffer }) {
      const { endpoint, headers, body } = push
      const { 'Content-Length': _, ...sent } = headers
      const answer = await fetch(endpoint.replace(ORIGIN, `http://127.0.0.1:${port}`), {
        method: 'POST',
        headers: sent,
        body: new Uint8Array(body),
      })
      const pause = answer.headers.get('retry-after')
      return { status: answer.status, retryAfterMs: pause === null ? undefined : Number(pause) * 1_000 }
    },
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}
