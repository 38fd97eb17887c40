import type { lookup } from 'node:dns'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createPost } from './post.ts'
import { isPublicAddress } from './public-address.ts'

const PRIVATE =
  '127.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.127.1.1 ' +
  '192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 ' +
  '::1 :: ::ffff:127.0.0.1 ::ffff:8.8.8.8 fe80::1 fc00::1 fd00:ec2::254 ff02::1 64:ff9b::7f00:1 2001::1 ' +
  '2001:db8::1 2002:7f00:1:: 3fff::1 localhost nonsense'
const PUBLIC = '8.8.8.8 1.1.1.1 142.250.74.110 172.32.0.1 100.128.0.1 2606:4700::1111 2a00:1450:4001::200a'

/** A listener of this machine that nobody outside should be able to knock at, through the gateway. */
async function knock(post: ReturnType<typeof createPost>, endpoint: string): Promise<unknown> {
  return post({ endpoint, headers: {}, body: Buffer.from('x') }).then(
    () => undefined,
    (error: unknown) => error,
  )
}

async function startCanary() {
  const knocks: number[] = []
  const server = createServer((socket) => {
    knocks.push(1)
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { knocks, port: (server.address() as AddressInfo).port, stop: () => server.close() }
}

/** A name server of the attacker's: the name is public, where it leads is not. */
const leadsTo = (...addresses: string[]) =>
  ((_name: string, _options: unknown, done: (error: null, found: object[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof lookup

test('F13: an address is public or it is not', () => {
  for (const address of PRIVATE.split(' ')) expect(isPublicAddress(address), address).toBe(false)
  for (const address of PUBLIC.split(' ')) expect(isPublicAddress(address), address).toBe(true)
})

test('F15: a public name that leads to this machine gets no connection; without the rule it would', async () => {
  const canary = await startCanary()
  const { port, knocks } = canary
  for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
    const post = createPost({ resolve: leadsTo(...addresses), port })
    expect(await knock(post, 'https://push.example.org/x')).toBeInstanceOf(Error)
  }
  expect(await knock(createPost({ port }), 'https://127.0.0.1/x')).toBeInstanceOf(Error)
  expect(knocks).toEqual([])

  const planted = createPost({ resolve: leadsTo('127.0.0.1'), isPublic: () => true, port })
  await knock(planted, 'https://push.example.org/x')
  expect(knocks).toHaveLength(1)
  canary.stop()
})
