import { WebSocket } from 'ws'
import { fromShape } from '#protocol/errors.ts'
import { CLOSE, PROTOCOL_VERSION, type ServerFrame, serverFrame } from '#protocol/frames.ts'
import { CliError, tokenRefused, unreachable } from '../cli-error.ts'
import type { GatewayAddress } from '../home.ts'

/** A connection that events come over. */
export interface EventStream {
  subscribe(topic: string, listener: (event: unknown) => void): Promise<void>
  close(): void
}

/** Opens one; `onLost` hears why it ended, unless it was closed from here. */
export async function openEvents(
  address: GatewayAddress,
  onLost: (error: Error) => void,
): Promise<EventStream> {
  // In the header too: who shows it there gets in where strangers have filled the room.
  const headers = { authorization: `Bearer ${address.token}` }
  const socket = new WebSocket(`ws://127.0.0.1:${address.port}/ws`, { perMessageDeflate: false, headers })
  const waiting = new Map<string, { resolve(): void; reject(error: Error): void }>()
  const listeners = new Map<string, (event: unknown) => void>()
  const welcome = Promise.withResolvers<void>()
  let nextId = 1

  const receive = (frame: ServerFrame): void => {
    if (frame.type === 'welcome') welcome.resolve()
    else if (frame.type === 'event') listeners.get(frame.topic)?.(frame.event)
    else {
      const request = waiting.get(frame.id)
      waiting.delete(frame.id)
      if (frame.ok) request?.resolve()
      else request?.reject(fromShape(frame.error))
    }
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
    if (response.statusCode === 401) welcome.reject(tokenRefused())
    request.destroy()
  })
  socket.on('error', () => undefined) // 'close' follows and says it all
  socket.on('close', (code) => {
    const error = explainClose(code, address.port)
    welcome.reject(error)
    onLost(error)
    for (const request of waiting.values()) request.reject(error)
    waiting.clear()
  })

  await welcome.promise
  return {
    subscribe(topic, listener) {
      listeners.set(topic, listener)
      const id = String(nextId++)
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        socket.send(JSON.stringify({ type: 'subscribe', topic, id }))
      })
    },
    close: () => socket.close(),
  }
}

function explainClose(code: number, port: number): CliError {
  if (code === CLOSE.restarting) {
    return new CliError('The gateway is stopping. Start it again with: openclaw gateway start', {
      reason: 'not-running',
    })
  }
  if (code === CLOSE.unauthenticated) return tokenRefused()
  if (code === 1006) return unreachable(port)
  return new CliError(
    `The gateway closed the connection (${code}). Look for the reason with: openclaw gateway logs`,
  )
}
