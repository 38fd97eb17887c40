import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HttpApp } from '../http/app.ts'

/**
 * Stands on the port from the first moment. Who comes before the gateway is put together is asked to
 * come again: the port has to be known before the parts that carry it in their names can be made.
 */
export function createDoor(): HttpApp & { open(app: HttpApp): void } {
  const state: { app: HttpApp | undefined } = { app: undefined }
  return {
    open(app) {
      state.app = app
    },
    onRequest(request: IncomingMessage, response: ServerResponse) {
      if (state.app) state.app.onRequest(request, response)
      else response.writeHead(503, { 'retry-after': '1', connection: 'close' }).end()
    },
    onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
      if (state.app) state.app.onUpgrade(request, socket, head)
      else socket.destroy()
    },
  }
}
