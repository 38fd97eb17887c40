import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { WebSocket } from 'ws'
import { fromShape } from '#protocol/errors.ts'
import { CLOSE, PROTOCOL_VERSION, type ServerFrame, serverFrame } from '#protocol/frames.ts'
import type { AppRouter } from '#server/trpc/router.ts'
import { CliError } from './cli-error.ts'
import type { GatewayAddress } from './home.ts'

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>
type PathOf<Table> = {
  [Noun in keyof Table & string]: `${Noun}.${keyof Table[Noun] & string}`
}[keyof Table & string]
type At<Table, Path extends string> = Path extends `${infer Noun}.${infer Verb}`
  ? Noun extends keyof Table
    ? Verb extends keyof Table[Noun]
      ? Table[Noun][Verb]
      : never
    : never
  : never

/** `chat.send`, `status.get` … : the paths of the gateway's methods. */
export type Method = PathOf<Outputs>
export type MethodInput<M extends Method> = At<Inputs, M>
export type MethodOutput<M extends Method> = At<Outputs, M>

export interface GatewayClient {
  /** Rejects with the AppError that the gateway sent, or a CliError when the connection goes. */
  request<M extends Method>(method: M, params: MethodInput<M>): Promise<MethodOutput<M>>
  /** Hears the events of a topic from now on; resolves when the gateway has confirmed. */
  subscribe(topic: string, listener: (event: unknown) => void): Promise<void>
  /** Rejects when the connection goes without `close()`. */
  readonly lost: Promise<never>
  close(): void
}

/** Connects as the owner of this machine's gateway. */
export async function connectGateway(address: GatewayAddress): Promise<GatewayClient> {
  // In the header too: who shows it there gets in where strangers have filled the room.
  const headers = { authorization: `Bearer ${address.token}` }
  const socket = new WebSocket(`ws://127.0.0.1:${address.port}/ws`, { perMessageDeflate: false, headers })
  const waiting = new Map<string, { resolve(value: unknown): void; reject(error: Error): void }>()
  const listeners = new Map<string, (event: unknown) => void>()
  const welcome = Promise.withResolvers<void>()
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => undefined) // also reported through every open request
  let nextId = 1

  const receive = (frame: ServerFrame): void => {
    if (frame.type === 'welcome') welcome.resolve()
    else if (frame.type === 'event') listeners.get(frame.topic)?.(frame.event)
    else answer(frame)
  }
  const answer = (frame: Extract<ServerFrame, { type: 'response' }>): void => {
    const request = waiting.get(frame.id)
    waiting.delete(frame.id)
    if (frame.ok) request?.resolve(frame.result)
    else request?.reject(fromShape(frame.error))
  }

  socket.on('open', () =>
    socket.send(
      JSON.stringify({
        type: 'hello',
        protocol: PROTOCOL_VERSION,
        client: { name: 'openclaw-cli', version: '1' },
        auth: { token: address.token },
      }),
    ),
  )
  socket.on('message', (data) => receive(serverFrame.parse(JSON.parse(String(data)))))
  socket.on('unexpected-response', (request, response) => {
    if (response.statusCode === 401) welcome.reject(explainClose(CLOSE.unauthenticated, address.port))
    request.destroy()
  })
  socket.on('error', () => undefined) // 'close' follows and says it all
  socket.on('close', (code) => {
    const error = explainClose(code, address.port)
    welcome.reject(error)
    lost.reject(error)
    for (const request of waiting.values()) request.reject(error)
    waiting.clear()
  })

  const ask = (frame: object): Promise<unknown> => {
    if (socket.readyState !== WebSocket.OPEN) return lost.promise
    const id = String(nextId++)
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ ...frame, id }))
    })
  }

  await welcome.promise
  return {
    request: async <M extends Method>(method: M, params: MethodInput<M>) =>
      (await ask({ type: 'request', method, params })) as MethodOutput<M>,
    async subscribe(topic, listener) {
      listeners.set(topic, listener)
      await ask({ type: 'subscribe', topic })
    },
    lost: lost.promise,
    close: () => socket.close(),
  }
}

function explainClose(code: number, port: number): CliError {
  if (code === CLOSE.unauthenticated) {
    return new CliError(
      'The gateway does not accept the token of this home. Restart it with: openclaw gateway stop && openclaw gateway start',
    )
  }
  if (code === CLOSE.restarting) {
    return new CliError('The gateway is stopping. Start it again with: openclaw gateway start', {
      reason: 'not-running',
    })
  }
  if (code === 1006) {
    return new CliError(
      `The gateway on port ${port} does not answer. Look for the reason with: openclaw doctor`,
      {
        reason: 'not-running',
      },
    )
  }
  return new CliError(
    `The gateway closed the connection (${code}). Look for the reason with: openclaw gateway logs`,
  )
}
