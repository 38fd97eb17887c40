import { connect } from 'node:net'

/** What the measuring process asks of a mob. */
export interface MobOrder {
  readonly port: number
  readonly sockets: number
}

const DRIP_MS = 1_000
const AGAIN_MS = 500

const upgrade = (port: number): string =>
  `GET /ws HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

/**
 * Runs as a process of its own: keeps many sockets open that mean no good. A third say nothing, a third
 * send a request a byte at a time, a third ask for the upgrade and send half a frame. Whatever is closed
 * comes again. Tells the parent once all of them were open at the same time.
 */
function gather({ port, sockets }: MobOrder): void {
  const open = new Set<number>()
  let isTold = false
  const attack = (index: number): void => {
    const socket = connect({ port, host: '127.0.0.1' })
    const kind = index % 3
    const drip = setInterval(() => {
      if (kind === 1) socket.write('x')
    }, DRIP_MS)
    socket.on('connect', () => {
      open.add(index)
      if (kind === 1) socket.write(`GET / HTTP/1.1\r\nHost: localhost:${port}\r\nX-Slow: `)
      if (kind === 2) socket.write(upgrade(port))
      if (!isTold && open.size >= sockets * 0.9) {
        isTold = true
        process.send?.('gathered')
      }
    })
    socket.on('data', (data: Buffer) => {
      if (data.toString('latin1').startsWith('HTTP/1.1 101')) socket.write(Buffer.from([0x81, 0xfe, 0x10, 0]))
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(index)
      clearInterval(drip)
      setTimeout(() => attack(index), AGAIN_MS)
    })
  }
  for (let index = 0; index < sockets; index++) attack(index)
}

if (import.meta.main) gather(JSON.parse(process.argv[2] ?? '{}') as MobOrder)
