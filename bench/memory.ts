import { readdirSync, readFileSync } from 'node:fs'
import { listChildren, startGatewayProcess } from '#testing/gateway-process.ts'
import type { Figure } from './figures.ts'

/** After a page V8 tidies up, up to three times with 8 s between (its memory reducer): not idle yet. */
const SETTLING_MS = 30_000

/**
 * Proportional set size of the gateway and its agent before the first page, with the panel loaded
 * after `idleMs` of silence, and the processor time used in that silence. Linux only (/proc).
 */
export async function measureMemory(runs: number, idleMs = 60_000): Promise<Figure[]> {
  const before: number[] = []
  const after: number[] = []
  const busy: number[] = []
  for (let run = 0; run < runs; run++) {
    const gateway = await startGatewayProcess()
    const pids = () => [gateway.pid, ...listChildren(gateway.pid)]
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    before.push(sum(pids().map(readPss)))
    await (await fetch(`http://localhost:${gateway.port}/`)).text()
    await new Promise((resolve) => setTimeout(resolve, SETTLING_MS))
    const usedAtStart = sum(pids().map(readProcessorMs))
    await new Promise((resolve) => setTimeout(resolve, idleMs))
    busy.push(((sum(pids().map(readProcessorMs)) - usedAtStart) / idleMs) * 100)
    after.push(sum(pids().map(readPss)))
    await gateway.dispose()
  }
  return [
    { name: 'memory (PSS, gateway + agent) before the first page', unit: 'MB', goal: 180, samples: before },
    { name: 'memory with the panel loaded, 60 s idle', unit: 'MB', goal: 240, samples: after },
    { name: 'processor use when idle', unit: '%', goal: 0.3, samples: busy },
  ]
}

/** Megabytes (10⁶ bytes). */
export function readPss(pid: number): number {
  const kib = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
  return (Number(kib) * 1024) / 1e6
}

/** Processor time of all threads so far, from the scheduler's nanoseconds: clock ticks of 10 ms say little of an idle process. */
export function readProcessorMs(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`)
  return sum(tasks.map((task) => Number(readSchedule(`/proc/${pid}/task/${task}/schedstat`)) / 1e6))
}

/** The first number of a schedstat file; 0 where the thread has just ended. */
function readSchedule(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(' ')[0] ?? '0'
  } catch {
    return '0'
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
