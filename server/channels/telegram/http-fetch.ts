import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

/** An idle connection is closed before the other side does it, in milliseconds: what is sent into a closed one is in doubt. */
const IDLE_MS = 4_000

/**
 * As much of `fetch` as grammY asks for: one request, and its answer as JSON. Made of Node's own client, since that
 * costs the gateway about 15 MB less memory than the built-in `fetch` does after some requests.
 */
export function createHttpFetch(): typeof fetch {
  const options = { keepAlive: true, timeout: IDLE_MS }
  const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) }

  async function ask(url: URL, { method = 'GET', headers, body, signal }: RequestInit): Promise<Response> {
    const isPlain = url.protocol === 'http:'
    const begin = isPlain ? requestHttp : requestHttps
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const request = begin(
      url,
      {
        method,
        headers: Object.fromEntries(new Headers(headers)),
        agent: isPlain ? agents['http:'] : agents['https:'],
        ...(signal ? { signal } : {}),
      },
      resolve,
    )
    request.on('error', reject)
    if (body instanceof ReadableStream) await Promise.race([pipeline(body, request), promise])
    else request.end(body)
    const content = await text(await promise)
    return { json: async (): Promise<unknown> => JSON.parse(content) } as Response
  }

  return (input, init = {}) => ask(new URL(String(input)), init)
}
