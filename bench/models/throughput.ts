import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { connectClient, type GatewayClient } from '#testing/client.ts'
import { startGatewayProcess } from '#testing/gateway-process.ts'
import { text } from '#testing/model-vendor/turn.ts'
import { startModelVendor } from '#testing/model-vendor/vendor.ts'
import type { Figure } from '../figures.ts'

const SESSIONS = 16
const TURNS = 5
const TOKENS = 10_000

/** A gateway with two agents whose model is a vendor without a delay. */
async function stage() {
  const vendor = await startModelVendor()
  const lab = { api: 'openai-compatible', baseUrl: `${vendor.url}/v1`, apiKey: 'test' }
  const config = { models: { main: 'lab:m' }, providers: { lab }, agents: { instances: 2 } }
  const gateway = await startGatewayProcess({
    prepare: (home) => writeFileSync(path.join(home, 'openclaw.json'), JSON.stringify(config)),
  })
  return { vendor, gateway, connect: () => connectClient(gateway.port, gateway.token()) }
}

async function openSession(client: GatewayClient): Promise<string> {
  const { id } = await client.request<{ id: string }>('sessions.create')
  await client.subscribe(`session:${id}`)
  return id
}

async function say(client: GatewayClient, sessionId: string, key: string): Promise<void> {
  const sent = { sessionId, text: 'go', idempotencyKey: key }
  const { runId } = await client.request<{ runId: string }>('chat.send', sent)
  await client.event((frame) => {
    const event = frame.event as { type: string; runId?: string }
    return event.type === 'run-end' && event.runId === runId
  })
}

/** Milliseconds for each turn where 16 conversations take 5 turns each, side by side (60 turns a second are 16.7 ms). */
export async function measureThroughput(runs: number): Promise<Figure> {
  const { vendor, gateway, connect } = await stage()
  vendor.script(() => [text('Here you are.')])
  const samples: number[] = []
  for (let run = 0; run <= runs; run += 1) {
    const clients = await Promise.all(Array.from({ length: SESSIONS }, connect))
    const sessions = await Promise.all(clients.map(openSession))
    const start = performance.now()
    await Promise.all(
      clients.map(async (client, place) => {
        for (let turn = 0; turn < TURNS; turn += 1) {
          await say(client, sessions[place] ?? '', `${run}-${place}-${turn}`)
        }
      }),
    )
    // The first round warms the processes.
    if (run > 0) samples.push((performance.now() - start) / (SESSIONS * TURNS))
    for (const client of clients) client.close()
    vendor.forget()
  }
  await gateway.dispose()
  await vendor.stop()
  return { name: 'a turn, of 16 sessions × 5 with two agents', unit: 'ms', goal: 16.7, samples }
}

/** Milliseconds for 5,000 tokens from the vendor through SDK and gateway to a client that must have each of them. */
export async function measureTokens(runs: number): Promise<Figure> {
  const { vendor, gateway, connect } = await stage()
  const words = Array.from({ length: TOKENS }, (_, place) => `w${place} `)
  vendor.script(() => [text(words)])
  const client = await connect()
  const samples: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const sessionId = await openSession(client)
    client.events.length = 0
    const start = performance.now()
    await say(client, sessionId, `tokens-${run}`)
    samples.push(((performance.now() - start) * 5_000) / TOKENS)
    const heard = client.events
      .map(({ event }) => (event as { chunk?: { type: string; delta?: string } }).chunk)
      .map((chunk) => (chunk?.type === 'text-delta' ? (chunk.delta ?? '') : ''))
      .join('')
    if (heard !== words.join('')) throw new Error('Tokens were lost on the way.')
  }
  client.close()
  await gateway.dispose()
  await vendor.stop()
  return { name: '5,000 tokens from vendor to client', unit: 'ms', goal: 1_000, samples }
}
