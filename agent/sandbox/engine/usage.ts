import type Dockerode from 'dockerode'
import type { SandboxBox } from '#protocol/sandbox/sandbox.ts'

type Usage = Pick<SandboxBox, 'memoryBytes' | 'processes' | 'cpuMs'>

/** Of a container that does not run. */
export const NO_USAGE: Usage = { memoryBytes: null, processes: null, cpuMs: null }

/** The engine measures a container once a second: who asks again within that waits for the next time. */
const FRESH_MS = 2_000

/** What containers use, as it was at most two seconds ago. */
export function createUsage(docker: Dockerode, now: () => number): (id: string) => Promise<Usage> {
  const known = new Map<string, { at: number; usage: Promise<Usage> }>()
  return (id) => {
    const time = now()
    for (const [other, { at }] of known) if (time - at >= FRESH_MS) known.delete(other)
    const usage = known.get(id)?.usage ?? measure(docker, id)
    if (!known.has(id)) known.set(id, { at: time, usage })
    return usage
  }
}

async function measure(docker: Dockerode, id: string): Promise<Usage> {
  try {
    const { memory_stats, pids_stats, cpu_stats } = await docker
      .getContainer(id)
      .stats({ stream: false, 'one-shot': true })
    const nanoseconds = cpu_stats?.cpu_usage?.total_usage
    return {
      memoryBytes: memory_stats.usage ?? null,
      processes: pids_stats?.current ?? null,
      cpuMs: nanoseconds === undefined ? null : Math.round(nanoseconds / 1e6),
    }
  } catch {
    return NO_USAGE
  }
}
