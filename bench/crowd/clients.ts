import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { delay, text } from '#testing/model-vendor/turn.ts'
import { type Figure, percentile } from '../figures.ts'
import { readProcessorMs, readPss } from '../memory.ts'
import { stage } from '../turn.ts'
import { type FleetOrder, type FleetReport, sharedNow } from './fleet.ts'

const FRAME_MS = 50
const SETTLE_MS = 4_000

/**
 * Many clients in two processes, all subscribed to one session whose answer streams at 20 pieces a
 * second: what an idle one costs the gateway, and how long a piece takes from the model's vendor,
 * through agent and gateway, to each of them.
 */
export async function measureClients(clients: number, pieces: number): Promise<Figure[]> {
  const scene = await stage()
  const { port } = scene.gateway
  const token = scene.gateway.token()
  scene.vendor.script(() => [text('warm')])
  await send(scene, 'warm')
  await settle()
  const before = readPss(scene.gateway.pid)
  const order = { port, token, topic: `session:${scene.sessionId}`, clients: clients / 2 }
  const fleets = await Promise.all([startFleet(order), startFleet(order)])
  await settle()
  const perClient = ((readPss(scene.gateway.pid) - before) * 1000) / clients

  const sentAt: number[] = []
  const steps = Array.from({ length: pieces }, (_, index) => [
    delay(FRAME_MS),
    { type: 'wait', until: async () => void sentAt.push(sharedNow()) } as const,
    text([`#${index}`]),
  ])
  scene.vendor.script(() => steps.flat())
  const usedBefore = readProcessorMs(scene.gateway.pid)
  await send(scene, 'stream')
  const perPiece = (readProcessorMs(scene.gateway.pid) - usedBefore) / pieces
  const arrivals = (await Promise.all(fleets.map(askArrivals))).flat()
  if (arrivals.length !== clients * pieces) {
    throw new Error(`${clients * pieces} pieces were due at the clients, ${arrivals.length} came.`)
  }
  const delays = arrivals.map(([index, at]) => at - (sentAt[index] ?? Number.NaN))
  for (const fleet of fleets) fleet.kill()
  await scene.close()
  return [
    {
      name: `memory of the gateway per idle client (of ${clients})`,
      unit: 'kB',
      goal: 60,
      samples: [perClient],
    },
    {
      name: `a piece from its vendor to ${clients} clients, 20 a second: p95 of all deliveries`,
      unit: 'ms',
      goal: 60,
      samples: [percentile(delays, 0.95)],
    },
    { name: 'the same: each delivery', unit: 'ms', goal: 60, samples: delays },
    {
      name: `processor time of the gateway for a piece to ${clients} clients`,
      unit: 'ms',
      goal: FRAME_MS / 2,
      samples: [perPiece],
    },
  ]
}

async function send(scene: Awaited<ReturnType<typeof stage>>, key: string): Promise<void> {
  scene.client.events.length = 0
  await scene.client.request('chat.send', { sessionId: scene.sessionId, text: 'go', idempotencyKey: key })
  await scene.client.event((frame) => (frame.event as { type: string }).type === 'run-end', 120_000)
}

async function startFleet(order: FleetOrder): Promise<ChildProcess> {
  const entry = path.join(import.meta.dirname, 'fleet.ts')
  const child = fork(entry, [JSON.stringify(order)], { serialization: 'advanced' })
  await once(child, 'message')
  return child
}

async function askArrivals(fleet: ChildProcess): Promise<[number, number][]> {
  fleet.send('report')
  const [report] = (await once(fleet, 'message')) as [FleetReport]
  return report.kind === 'arrivals' ? report.arrivals : []
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
