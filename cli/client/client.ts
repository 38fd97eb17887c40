import type { Agent } from 'node:http'
import type { Readable } from 'node:stream'
import { CliError, tokenRefused, unreachable } from '../cli-error.ts'
import type { GatewayAddress } from '../home.ts'
import type { EventStream } from './events.ts'
import { METHODS, type Method, type MethodInput, type MethodOutput } from './methods.ts'

/** Not imported: an import reads each export, and one of them loads a whole other HTTP client (40 ms). */
const http = process.getBuiltinModule('node:http')

export interface GatewayClient {
  /** Rejects with the AppError that the gateway sent, or a CliError where it does not answer. */
  request<M extends Method>(method: M, params: MethodInput<M>): Promise<MethodOutput<M>>
  /** Sends a file to be kept, and gives the id to attach it by. Rejects like `request`, or where it can't be read. */
  upload(file: string): Promise<{ mediaId: string }>
  /** Hears the events of a topic from now on; resolves when the gateway has confirmed. */
  subscribe(topic: string, listener: (event: unknown) => void): Promise<void>
  /** Rejects when the stream of events ends without `close()`. */
  readonly lost: Promise<never>
  close(): void
}

/**
 * Speaks with this machine's gateway as its owner. Requests go over plain HTTP, which is loaded in a
 * fraction of the time that a WebSocket takes; that is opened where somebody listens.
 */
export function connectGateway(address: GatewayAddress): GatewayClient {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => undefined) // whoever listens races against it
  let stream: Promise<EventStream> | undefined

  async function openStream(): Promise<EventStream> {
    const { openEvents } = await import('./events.ts')
    return openEvents(address, lost.reject)
  }

  return {
    async request<M extends Method>(method: M, params: MethodInput<M>) {
      const isQuery = METHODS[method] === 'query'
      const body = JSON.stringify(params ?? {})
      const query = isQuery ? `?input=${encodeURIComponent(body)}` : ''
      const { status, text } = await exchange({
        address,
        agent,
        path: `/trpc/${method}${query}`,
        body: isQuery ? undefined : body,
      })
      return (await readAnswer(status, text)) as MethodOutput<M>
    },
    async upload(file) {
      const { size, stream } = await openFile(file)
      const name = file.split(/[\\/]/).at(-1) ?? file
      const headers = { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(name) }
      const { status, text } = await exchange({ address, agent, path: '/media', body: stream, size, headers })
      if (status === 200) return JSON.parse(text) as { mediaId: string }
      throw await readRefusal(status, parse(text))
    },
    async subscribe(topic, listener) {
      stream ??= openStream()
      await (await stream).subscribe(topic, listener)
    },
    lost: lost.promise,
    close() {
      agent.destroy()
      void stream?.then(
        (open) => open.close(),
        () => undefined, // it never opened
      )
    },
  }
}

/** A body makes it a POST. */
function exchange(call: {
  address: GatewayAddress
  agent: Agent
  path: string
  body: string | Readable | undefined
  /** Of a body that is a stream, in bytes. */
  size?: number
  headers?: Readonly<Record<string, string>>
}): Promise<{ status: number; text: string }> {
  const { address, agent, path, body, headers = { 'content-type': 'application/json' } } = call
  const size = typeof body === 'string' ? Buffer.byteLength(body) : call.size
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port: address.port,
        path,
        agent,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${address.token}`,
          ...(body === undefined ? {} : { ...headers, 'content-length': size }),
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        )
        response.on('error', fail)
      },
    )
    const fail = (cause: unknown): void => reject(unreachable(address.port, cause))
    request.on('error', fail)
    if (typeof body === 'object') body.on('error', fail).pipe(request)
    else request.end(body)
  })
}

async function openFile(file: string): Promise<{ size: number; stream: Readable }> {
  const { createReadStream, statSync } = process.getBuiltinModule('node:fs')
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats?.isFile()) throw new CliError(`There is no file ${file}.`)
  return { size: stats.size, stream: createReadStream(file) }
}

async function readAnswer(status: number, text: string): Promise<unknown> {
  const answer = parse(text)
  if (status === 200) return answer.result?.data
  throw await readRefusal(status, answer)
}

async function readRefusal(status: number, answer: Answer): Promise<Error> {
  if (status === 401) return tokenRefused()
  const { errorShape, fromShape } = await import('#protocol/errors.ts') // brings a parser that most commands never need
  const shape = errorShape.safeParse(answer.error?.data?.openclaw ?? answer.error)
  if (shape.success) return fromShape(shape.data)
  return new CliError(`The gateway answered ${status}. Look for the reason with: openclaw gateway logs`)
}

interface Answer {
  readonly result?: { readonly data?: unknown }
  readonly error?: { readonly data?: { readonly openclaw?: unknown } }
}

function parse(text: string): Answer {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {} // not from the method's own edge: the status says enough
  }
}
