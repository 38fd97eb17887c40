import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, onTestFinished, test } from 'vitest'
import { isGone, readBody } from './respond.ts'

/** What goes wrong in an answer to this request, told by whether its sender has gone; he goes at the first byte that comes. */
async function failWith(
  head: readonly string[],
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>,
): Promise<boolean> {
  const failed = Promise.withResolvers<boolean>()
  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => failed.resolve(isGone(request, cause)))
    response.writeContinue()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  socket.on('data', () => socket.destroy())
  socket.write(`${head.join('\r\n')}\r\nHost: here\r\n\r\n`)
  return failed.promise
}

const endless = (): Readable =>
  new Readable({
    read() {
      this.push(Buffer.alloc(65_536))
    },
  })

const broken = (): Readable =>
  new Readable({
    read() {
      this.destroy(Object.assign(new Error('The disk is broken.'), { code: 'EIO' }))
    },
  })

test('who goes away in the middle is no failure of ours, whichever way the bytes go', async () => {
  const download = failWith(['GET / HTTP/1.1'], (_, response) => pipeline(endless(), response))
  expect(await download).toBe(true)
  const upload = ['POST / HTTP/1.1', 'Content-Length: 100']
  expect(await failWith(upload, (request) => readBody(request, 1_000))).toBe(true)
})

test('what breaks here while somebody waits is one', async () => {
  expect(await failWith(['GET / HTTP/1.1'], (_, response) => pipeline(broken(), response))).toBe(false)
})
