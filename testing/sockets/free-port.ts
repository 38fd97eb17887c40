import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that systems give to whoever asks for any: on Linux from 32768, elsewhere from 49152. */
const FIRST = 20_000
const COUNT = 12_000

/**
 * A port on which nobody listens. No connection of another program gets it by chance before a server takes it, nor while
 * that one is started again.
 */
export async function findFreePort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT)
  return (await isFree(port)) ? port : findFreePort()
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
