import type Dockerode from 'dockerode'
import type { SandboxSettings } from '#protocol/sandbox/sandbox.ts'

/** Labels on all that is made: whose gateway's it is, which agent's, and whose box. */
export const LABELS = {
  owner: 'ai.openclaw.owner',
  instance: 'ai.openclaw.instance',
  key: 'ai.openclaw.key',
} as const

/** The engine removes containers in its own time. */
const REMOVE_ROUNDS = 50
const REMOVE_PAUSE_MS = 100

/** Removes the containers of agents that are gone, and volumes that belong to no conversation. Returns how many. */
export async function removeLeftovers(
  docker: Dockerode,
  { owner, instance, living, volumes }: SandboxSettings,
): Promise<number> {
  const filters = { label: [`${LABELS.owner}=${owner}`] }
  const isLiving = (labels: Record<string, string> | undefined) =>
    [instance, ...living].includes(labels?.[LABELS.instance] ?? '')

  const containers = await docker.listContainers({ all: true, filters })
  const left = containers.filter(({ Labels }) => !isLiving(Labels))
  await Promise.all(left.map(({ Id }) => docker.getContainer(Id).remove({ force: true }).catch(ignoreGone)))

  const { Volumes } = await docker.listVolumes({ filters })
  const unused = (Volumes ?? []).filter(({ Name, Labels }) => !volumes.includes(Name) && !isLiving(Labels))
  await Promise.all(unused.map(({ Name }) => docker.getVolume(Name).remove().catch(ignoreGone)))
  return left.length + unused.length
}

/** Removes a volume with its files, once the container that had it is gone. */
export async function removeVolume(docker: Dockerode, name: string): Promise<void> {
  for (let round = 0; round < REMOVE_ROUNDS; round++) {
    const users = await docker.listContainers({ all: true, filters: { volume: [name] } })
    await Promise.all(
      users.map(({ Id }) => docker.getContainer(Id).remove({ force: true }).catch(ignoreGone)),
    )
    if (users.length === 0) return docker.getVolume(name).remove().catch(ignoreGone)
    await new Promise((resolve) => setTimeout(resolve, REMOVE_PAUSE_MS))
  }
}

/** 404: gone; 409: in use, or somebody else is removing it. */
export function ignoreGone(error: unknown): void {
  if (![404, 409].includes(Reflect.get(Object(error), 'statusCode'))) throw error
}
