import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HttpApp } from '../http/app.ts'

export interface Door extends HttpApp {
  open(app: HttpApp): void
  /** Turns away who comes while the gateway is taken apart. */
  shut(): void
  isOpen(): boolean
}

/**
 * Stands on the port from the first moment. Who comes before the gateway is put together is asked to
 * come again: the port has to be known before the parts that carry it in their names can be made.
 */
export function createDoor(): Door {
  const state: { app: HttpApp | undefined } = { app: undefined }
  return {
    open(app) {
      state.app = app
    },
    shut() {
      state.app = undefined
    },
    isOpen: () => state.app !== undefined,
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
