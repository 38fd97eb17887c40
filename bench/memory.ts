import { readFileSync } from 'node:fs'
import { listChildren, startGatewayProcess } from '#testing/gateway-process.ts'
import type { Figure } from './figures.ts'

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
    await new Promise((resolve) => setTimeout(resolve, 5_000))
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

/** User and system time so far, from clock ticks of 10 ms. */
function readProcessorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
