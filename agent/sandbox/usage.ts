import type Dockerode from 'dockerode'
import type { SandboxBox } from '#protocol/sandbox/sandbox.ts'

type Usage = Pick<SandboxBox, 'memoryBytes' | 'processes' | 'cpuMs'>

/** Of a container that does not run. */
export const NO_USAGE: Usage = { memoryBytes: null, processes: null, cpuMs: null }

/** What it uses at this moment: the first answer of the engine, which does not wait for a second one. */
export async function usageOf(docker: Dockerode, id: string): Promise<Usage> {
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
