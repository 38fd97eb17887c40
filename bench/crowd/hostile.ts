import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import WebSocket from 'ws'
import { connectClient } from '#testing/client.ts'
import { type GatewayProcess, startGatewayProcess } from '#testing/gateway-process.ts'
import { type Figure, percentile } from '../figures.ts'
import { readPss } from '../memory.ts'
import type { MobOrder } from './mob.ts'

const PAUSE_MS = 25
const SETTLE_MS = 5_000

/**
 * A client with a credential beside a thousand hostile sockets: how long its requests take, how long it
 * takes another one to come in, and what floods and replays leave in the gateway's memory.
 */
export async function measureHostile(sockets: number, durationMs: number): Promise<Figure[]> {
  const gateway = await startGatewayProcess()
  const client = await connectClient(gateway.port, gateway.token())
  await pause(SETTLE_MS)
  const before = readPss(gateway.pid)
  const mob = fork(path.join(import.meta.dirname, 'mob.ts'), [
    JSON.stringify({ port: gateway.port, sockets } satisfies MobOrder),
  ])
  await once(mob, 'message')

  const asked: number[] = []
  const entered: number[] = []
  const until = performance.now() + durationMs
  while (performance.now() < until) {
    asked.push(await time(() => client.request('status.get')))
    if (asked.length % 20 === 0) entered.push(await time(() => enter(gateway)))
    await pause(PAUSE_MS)
  }
  mob.kill('SIGKILL')
  await once(mob, 'exit')
  await flood(gateway, durationMs / 2)
  await replay(gateway, durationMs / 2)
  await pause(SETTLE_MS)
  const growth = readPss(gateway.pid) - before
  client.close()
  await gateway.dispose()
  const beside = `beside ${sockets} hostile sockets`
  return [
    { name: `a request ${beside}: p95`, unit: 'ms', goal: 100, samples: [percentile(asked, 0.95)] },
    { name: 'the same: each request', unit: 'ms', goal: 100, samples: asked },
    {
      name: `a new client with a token, to its welcome, ${beside}`,
      unit: 'ms',
      goal: 1_000,
      samples: entered,
    },
    { name: 'memory that the sockets, floods and replays left', unit: 'MB', goal: 50, samples: [growth] },
  ]
}

/** Comes with the token in the header, says hello and leaves. */
async function enter(gateway: GatewayProcess): Promise<void> {
  const socket = openSocket(gateway)
  await once(socket, 'open')
  socket.send(HELLO)
  await once(socket, 'message')
  socket.terminate()
}

/** Sends requests as fast as they go, and comes again whenever it is cut off. */
async function flood(gateway: GatewayProcess, durationMs: number): Promise<void> {
  const until = performance.now() + durationMs
  while (performance.now() < until) {
    const socket = openSocket(gateway)
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.on('error', () => {})
    socket.on('open', () => {
      socket.send(HELLO)
      const params = { text: 'x'.repeat(1_000) }
      for (let id = 0; id < 1_000; id++) socket.send(request(String(id), 'sessions.rename', params))
    })
    await closed
  }
}

/** The same message again and again, as fast as the limit lets it through. */
async function replay(gateway: GatewayProcess, durationMs: number): Promise<void> {
  const until = performance.now() + durationMs
  const client = await connectClient(gateway.port, gateway.token())
  while (performance.now() < until) {
    await client.request('chat.send', { text: 'Hello', idempotencyKey: 'the same' }).catch(() => pause(10))
  }
  client.close()
}

const request = (id: string, method: string, params: unknown): string =>
  JSON.stringify({ type: 'request', id, method, params })
const HELLO = JSON.stringify({ type: 'hello', protocol: 1, client: { name: 'bench', version: '1' } })

function openSocket(gateway: GatewayProcess): WebSocket {
  const headers = { authorization: `Bearer ${gateway.token()}` }
  return new WebSocket(`ws://127.0.0.1:${gateway.port}/ws`, { headers })
}

async function time(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
