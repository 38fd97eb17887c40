import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { listChildren, startGatewayProcess } from '#testing/gateway-process.ts'
import { startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startTelegram } from '#testing/telegram/telegram.ts'
import type { Figure } from '../figures.ts'
import { readPss } from '../memory.ts'
import { configure } from './scene.ts'

const SETTLING_MS = 30_000

/** What a connected bot adds to the memory of gateway and agent when nobody writes. */
export async function measureIdle(runs: number): Promise<Figure[]> {
  const samples: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const [telegram, vendor] = await Promise.all([startTelegram(), startModelVendor()])
    const weights: number[] = []
    for (const bot of [undefined, telegram]) {
      const gateway = await startGatewayProcess({
        prepare: (home) => writeFileSync(path.join(home, 'openclaw.json'), configure(vendor, bot)),
      })
      await pause(SETTLING_MS)
      weights.push([gateway.pid, ...listChildren(gateway.pid)].map(readPss).reduce((sum, mb) => sum + mb, 0))
      await gateway.dispose()
    }
    samples.push((weights[1] ?? 0) - (weights[0] ?? 0))
    await Promise.all([telegram.stop(), vendor.stop()])
  }
  return [{ name: 'memory that a connected bot adds when idle', unit: 'MB', goal: 15, samples }]
}
