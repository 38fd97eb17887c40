import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { connectClient, type GatewayClient } from '#testing/client.ts'
import { type GatewayProcess, startGatewayProcess } from '#testing/gateway-process.ts'
import { delay, type Step, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { type Figure, median } from './figures.ts'

interface Scene {
  readonly vendor: ModelVendor
  readonly gateway: GatewayProcess
  readonly client: GatewayClient
  readonly sessionId: string
}

/** A gateway whose model is the scripted vendor, and a client that is subscribed to a session of it. */
export async function stage(): Promise<Scene & { close(): Promise<void> }> {
  const vendor = await startModelVendor()
  const gateway = await startGatewayProcess()
  await gateway.end()
  const config = {
    models: { main: 'lab:test-model' },
    providers: { lab: { api: 'openai-compatible', baseUrl: `${vendor.url}/v1`, apiKey: 'test' } },
  }
  writeFileSync(path.join(gateway.home, 'openclaw.json'), JSON.stringify(config))
  const again = await startGatewayProcess({ home: gateway.home })
  const client = await connectClient(again.port, again.token())
  const scene = await openSession({ vendor, gateway: again, client, sessionId: '' })
  return {
    ...scene,
    async close() {
      client.close()
      await again.dispose()
      await vendor.stop()
    },
  }
}

type RunEvent = { type: string; runId?: string; chunk?: { type: string } }

/** The same gateway with a new conversation. */
async function openSession(scene: Scene): Promise<Scene> {
  const session = await scene.client.request<{ id: string }>('sessions.create')
  await scene.client.subscribe(`session:${session.id}`)
  return { ...scene, sessionId: session.id }
}

/** Milliseconds until the first text delta, and until the end, of one turn. */
async function takeTurn({ client, sessionId }: Scene, key: string): Promise<{ first: number; end: number }> {
  client.events.length = 0
  const start = performance.now()
  let first = 0
  const sent = client.request<{ runId: string }>('chat.send', { sessionId, text: 'go', idempotencyKey: key })
  await client.event((frame) => {
    const event = frame.event as RunEvent
    if (first === 0 && event.chunk?.type === 'text-delta') first = performance.now() - start
    return event.type === 'run-end'
  })
  await sent
  return { first, end: performance.now() - start }
}

/** What the vendor alone takes from request to its first byte of content. Milliseconds. */
async function askVendor(vendor: ModelVendor): Promise<number> {
  const start = performance.now()
  const response = await fetch(`${vendor.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'test-model', stream: true, messages: [{ role: 'user', content: 'go' }] }),
  })
  const reader = response.body?.getReader()
  await reader?.read()
  const first = performance.now() - start
  while (reader && !(await reader.read()).done);
  return first
}

/** Turns of one conversation; what a long one adds is measured by itself. */
const CONVERSATION = 20

/** Time that a turn takes beyond the model's own, up to the first delta: 64 tokens, no delay. */
export async function measureTurn(runs: number): Promise<Figure[]> {
  const scene = await stage()
  const words = Array.from({ length: 64 }, (_, n) => `w${n} `)
  scene.vendor.script(() => [text(words)])
  for (let warm = 0; warm < 10; warm++) await takeTurn(scene, `warm-${warm}`)
  const alone: number[] = []
  for (let run = 0; run < runs; run++) alone.push(await askVendor(scene.vendor))
  const firsts: number[] = []
  const ends: number[] = []
  let conversation: Scene = scene
  for (let run = 0; run < runs; run++) {
    if (run % CONVERSATION === 0) conversation = await openSession(scene)
    const { first, end } = await takeTurn(conversation, `run-${run}`)
    firsts.push(first - median(alone))
    ends.push(end - median(alone))
  }
  await scene.close()
  return [
    { name: 'time added to a turn, to the first delta', unit: 'ms', goal: 10, samples: firsts },
    { name: 'time added to a turn, to its end', unit: 'ms', goal: 30, samples: ends },
  ]
}

/**
 * From the moment the vendor has sent the last byte that closes a call, to the journal's *started* and
 * to the result at the client, while the model streams on for another second.
 */
export async function measureToolStart(runs: number): Promise<Figure[]> {
  const scene = await stage()
  mkdirSync(scene.gateway.workspace, { recursive: true })
  writeFileSync(path.join(scene.gateway.workspace, 'config.json'), '{"a":1}')
  const started: number[] = []
  const shown: number[] = []
  for (let run = 0; run < runs; run++) {
    let closedAt = 0
    const mark: Step = {
      type: 'wait',
      until: async () => {
        closedAt = Date.now()
      },
    }
    const onwards = Array.from({ length: 20 }, () => [delay(50), text('more ')]).flat()
    scene.vendor.script([
      [text('Reading. '), toolCall('read', { path: 'config.json' }), mark, ...onwards],
      [text('Done.')],
    ])
    scene.client.events.length = 0
    const { runId } = await scene.client.request<{ runId: string }>('chat.send', {
      sessionId: scene.sessionId,
      text: 'read it',
      idempotencyKey: `tool-${run}`,
    })
    await scene.client.event((frame) => {
      const event = frame.event as RunEvent
      return event.runId === runId && event.chunk?.type === 'tool-output-available'
    })
    shown.push(Date.now() - closedAt)
    await scene.client.event((frame) => (frame.event as RunEvent).type === 'run-end')
    started.push(readStartedAt(scene.gateway.home, runId) - closedAt)
  }
  await scene.close()
  return [
    { name: 'call complete to tool started (model streams on)', unit: 'ms', goal: 20, samples: started },
    { name: 'call complete to its result at the client', unit: 'ms', goal: 60, samples: shown },
  ]
}

function readStartedAt(home: string, runId: string): number {
  const database = new Database(path.join(home, 'state/openclaw.db'), { readonly: true })
  const row = database
    .prepare<[string], { started_at: number }>(
      `select started_at from run_steps where run_id = ? and kind = 'tool'`,
    )
    .get(runId)
  database.close()
  return row?.started_at ?? Number.NaN
}
