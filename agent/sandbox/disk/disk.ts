import { statfsSync } from 'node:fs'
import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import type Dockerode from 'dockerode'

/** The disk under the engine: how much of it is free, and how much of it a volume takes. */
export interface Disk {
  /** Free bytes; undefined where the engine's disk is not this machine's. */
  free(): number | undefined
  /** Bytes of a volume's files; undefined where nobody can say. */
  measure(volume: string): Promise<number | undefined>
}

const BLOCK = 512
/** A box with more files than this is as full as one with too many bytes: inodes are finite too. */
const FILE_LIMIT = 200_000

export async function openDisk(docker: Dockerode): Promise<Disk> {
  const { DockerRootDir: root } = (await docker.info()) as { DockerRootDir: string }
  return {
    free() {
      try {
        const { bavail, bsize } = statfsSync(root)
        return bavail * bsize
      } catch {
        return undefined
      }
    },
    async measure(volume) {
      try {
        return await measureFolder(join(root, 'volumes', volume, '_data'))
      } catch {
        // Only root may look there: the engine may, and takes longer.
        return askEngine(docker, volume)
      }
    },
  }
}

/**
 * Bytes on disk of everything below a folder, links not followed. Infinite for what can't be measured because
 * somebody made it so: too many files, or names too deep.
 */
async function measureFolder(folder: string): Promise<number> {
  await lstat(folder)
  const pending = [folder]
  let bytes = 0
  let files = 0
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    try {
      for await (const entry of await opendir(current)) {
        if (++files > FILE_LIMIT) return Number.POSITIVE_INFINITY
        const path = `${current}/${entry.name}`
        const stats = await lstat(path)
        bytes += stats.blocks * BLOCK
        if (entry.isDirectory()) pending.push(path)
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENAMETOOLONG') return Number.POSITIVE_INFINITY
      if (current === folder && code !== 'ENOENT') throw error
      // It went away while it was looked at.
    }
  }
  return bytes
}

async function askEngine(docker: Dockerode, name: string): Promise<number | undefined> {
  try {
    const { Volumes } = (await docker.df()) as { Volumes?: { Name: string; UsageData?: { Size: number } }[] }
    const size = Volumes?.find((volume) => volume.Name === name)?.UsageData?.Size
    return size === undefined || size < 0 ? undefined : size
  } catch {
    return undefined
  }
}
