import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { connectClient, type GatewayClient } from '#testing/client.ts'
import { startGatewayProcess } from '#testing/gateway-process.ts'
import { text } from '#testing/model-vendor/turn.ts'
import { startModelVendor } from '#testing/model-vendor/vendor.ts'
import { type Figure, median } from './figures.ts'

const MESSAGES = 10_000
const TURNS_BEFORE = 5
const INDEXING_MS = 12_000

/**
 * What a session of 10 000 messages costs against an empty one: the time until the first delta, and the
 * gateway's own memory (PSS) after as many turns.
 */
export async function measureLongSession(runs: number): Promise<Figure[]> {
  const empty = await measureSession(0, runs)
  const long = await measureSession(MESSAGES, runs)
  const usual = median(empty.first)
  return [
    {
      name: 'first delta, 10 000 messages against none',
      unit: 'ms',
      goal: 10,
      samples: long.first.map((sample) => sample - usual),
    },
    {
      name: 'gateway memory, 10 000 messages against none',
      unit: 'MB',
      goal: 30,
      samples: [long.memory - empty.memory],
    },
  ]
}

async function measureSession(messages: number, runs: number): Promise<{ first: number[]; memory: number }> {
  const vendor = await startModelVendor()
  vendor.script(() => [text('Done.')])
  const first = await startGatewayProcess()
  await first.end()
  const config = {
    models: { main: 'lab:test-model' },
    providers: { lab: { api: 'openai-compatible', baseUrl: `${vendor.url}/v1`, apiKey: 'test' } },
  }
  writeFileSync(path.join(first.home, 'openclaw.json'), JSON.stringify(config))
  const sessionId = fillSession(path.join(first.home, 'state/openclaw.db'), messages)
  // What was written past the gateway is put into the search index at its next start.
  const indexing = await startGatewayProcess({ home: first.home })
  await new Promise((resolve) => setTimeout(resolve, INDEXING_MS))
  await indexing.end()
  const gateway = await startGatewayProcess({ home: first.home })
  const client = await connectClient(gateway.port, gateway.token())
  await client.subscribe(`session:${sessionId}`)
  const samples: number[] = []
  for (let run = -TURNS_BEFORE; run < runs; run++) {
    const sample = await takeTurn(client, { sessionId, key: `turn-${run}` })
    if (run >= 0) samples.push(sample)
  }
  const memory = readPss(gateway.pid)
  client.close()
  await gateway.dispose()
  await vendor.stop()
  return { first: samples, memory }
}

/** Writes a conversation straight into the main session, past the gateway, and returns the session's id. */
export function fillSession(file: string, messages: number): string {
  const database = new Database(file)
  const { id } = database
    .prepare<[], { id: string }>(`select id from sessions where key = 'agent:main:main'`)
    .get() ?? { id: '' }
  const insert = database.prepare(
    'insert into messages (id, session_id, position, role, parts, metadata, created_at) values (?, ?, ?, ?, ?, ?, ?)',
  )
  database.transaction(() => {
    for (let index = 0; index < messages; index += 1) {
      const role = index % 2 === 0 ? 'user' : 'assistant'
      const parts = [{ type: 'text', text: `message ${index} ${'lorem ipsum dolor sit amet '.repeat(20)}` }]
      const metadata = { createdAt: index, ...(role === 'assistant' ? { status: 'completed' } : {}) }
      insert.run(`fill-${index}`, id, index, role, JSON.stringify(parts), JSON.stringify(metadata), index)
    }
  })()
  database.close()
  return id
}

/** Milliseconds until the first text delta. */
async function takeTurn(client: GatewayClient, turn: { sessionId: string; key: string }): Promise<number> {
  client.events.length = 0
  const start = performance.now()
  let first = 0
  const { sessionId, key } = turn
  const sent = client.request('chat.send', { sessionId, text: 'go', idempotencyKey: key })
  await client.event((frame) => {
    const event = frame.event as { type: string; chunk?: { type: string } }
    if (first === 0 && event.chunk?.type === 'text-delta') first = performance.now() - start
    return event.type === 'run-end'
  })
  await sent
  return first
}

/** Megabytes (10⁶ bytes) of one process. */
function readPss(pid: number): number {
  const kib = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
  return (Number(kib) * 1024) / 1e6
}
