import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/**
 * A client of `/ws` on a bare socket: a thousand of them must cost the measuring process so little that
 * the gateway is what is measured. `onText` gets each text frame that came whole.
 */
export function openRawClient(options: {
  port: number
  token: string
  onText: (text: string) => void
}): Socket {
  const socket = connect({ port: options.port, host: '127.0.0.1' })
  let rest: Buffer = Buffer.alloc(0)
  let isOpen = false
  socket.setNoDelay(true)
  socket.write(
    [
      'GET /ws HTTP/1.1',
      `Host: localhost:${options.port}`,
      `Authorization: Bearer ${options.token}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      '\r\n',
    ].join('\r\n'),
  )
  socket.on('data', (data: Buffer) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data])
    if (!isOpen) {
      const end = rest.indexOf('\r\n\r\n')
      if (end < 0) return
      isOpen = true
      rest = rest.subarray(end + 4)
      const client = { name: 'bench', version: '1' }
      socket.write(textFrame({ type: 'hello', protocol: 1, client }))
    }
    for (;;) {
      const frame = readFrame(rest)
      if (!frame) return
      rest = rest.subarray(frame.size)
      if (frame.opcode === 9) socket.write(clientFrame(10, frame.payload))
      if (frame.opcode === 1) options.onText(frame.payload.toString('utf8'))
    }
  })
  return socket
}

export const textFrame = (value: unknown): Buffer => clientFrame(1, Buffer.from(JSON.stringify(value)))

/** A whole frame under a mask of zeros, which is one like any other. */
function clientFrame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length
  const header =
    length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, length >> 8, length & 255])
  return Buffer.concat([header, Buffer.alloc(4), payload])
}

function readFrame(data: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (data.length < 2) return undefined
  const short = data.readUInt8(1) & 0x7f
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (data.length < start) return undefined
  const length =
    short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short
  const size = start + length
  if (data.length < size) return undefined
  return { opcode: data.readUInt8(0) & 0x0f, payload: data.subarray(start, size), size }
}
