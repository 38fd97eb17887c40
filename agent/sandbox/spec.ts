import type { ContainerCreateOptions, HostConfig } from 'dockerode'
import type { SandboxLimits, WorkspaceAccess } from '#protocol/sandbox/sandbox.ts'
import { BOX_ENVIRONMENT, BOX_USER, BOX_WORKSPACE } from '#protocol/sandbox/wire.ts'

/** All that containers of OpenClaw differ in. */
export interface BoxSpec {
  readonly name: string
  /** The image by its id: a name may come to mean another one. */
  readonly imageId: string
  readonly volume: string
  readonly access: WorkspaceAccess
  /** The owner's workspace, absolute and without links; unused where access is `none`. */
  readonly workspace: string
  /** Whether that is a repository: what git runs by itself there (hooks, settings) is not for a box to write. */
  readonly repository: boolean
  /** Who works in there: the user of a workspace that is shared, never root. */
  readonly user: number
  readonly limits: SandboxLimits
  readonly runtime: string | null
  readonly labels: Readonly<Record<string, string>>
}

const MB = 1024 * 1024
const CPU_PERIOD = 100_000

/** A shared workspace is its owner's, who may close it to others; but nobody is root in a box. */
export function boxUser(access: WorkspaceAccess, workspaceOwner: number): number {
  return access !== 'none' && workspaceOwner !== 0 ? workspaceOwner : BOX_USER
}

/** What the engine takes, beyond what its types know. */
export type BoxOptions = ContainerCreateOptions & { HostConfig: HostConfig & { CgroupnsMode: 'private' } }

/** The arguments with which the engine makes a box. Pure; `verify.ts` checks what becomes of them. */
export function containerOptions(spec: BoxSpec): BoxOptions {
  const { limits, user } = spec
  return {
    name: spec.name,
    Image: spec.imageId,
    User: `${user}:${user}`,
    WorkingDir: BOX_WORKSPACE,
    Hostname: 'box',
    Env: Object.entries(BOX_ENVIRONMENT).map(([name, value]) => `${name}=${value}`),
    Tty: false,
    OpenStdin: true,
    // With its one line the box loses its input, and leaves: none outlives its agent.
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    NetworkDisabled: true,
    StopTimeout: 1,
    Labels: { ...spec.labels },
    HostConfig: {
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      NetworkMode: 'none',
      IpcMode: 'private',
      CgroupnsMode: 'private',
      Init: true,
      Privileged: false,
      RestartPolicy: { Name: 'no' },
      // What a box prints is for its agent alone, and must not fill a disk.
      LogConfig: { Type: 'none', Config: {} },
      Memory: limits.memoryMb * MB,
      MemorySwap: limits.memoryMb * MB,
      CpuPeriod: CPU_PERIOD,
      CpuQuota: Math.round(limits.cpus * CPU_PERIOD),
      PidsLimit: limits.processes,
      ShmSize: 16 * MB,
      OomScoreAdj: 500,
      Ulimits: [
        { Name: 'nofile', Soft: limits.openFiles, Hard: limits.openFiles },
        { Name: 'fsize', Soft: limits.diskMb * MB, Hard: limits.diskMb * MB },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      // Owner and size are named: over a folder of the image the engine would take that folder's.
      Tmpfs: {
        '/tmp': `rw,nosuid,nodev,size=${limits.tmpMb}m,mode=0700,uid=${user},gid=${user}`,
      },
      Mounts: mountsOf(spec),
      ...(spec.runtime === null ? {} : { Runtime: spec.runtime }),
    },
  }
}

/** A mount of a box: its own volume, or the owner's workspace (with its `.git` closed). There is no third kind. */
export interface BoxMount {
  readonly Type: 'volume' | 'bind'
  readonly Source: string
  readonly Target: string
  readonly ReadOnly: boolean
}

export function mountsOf({ access, volume, workspace, repository }: BoxSpec): BoxMount[] {
  const own: BoxMount = { Type: 'volume', Source: volume, Target: BOX_WORKSPACE, ReadOnly: false }
  const bind = (Source: string, Target: string, ReadOnly: boolean): BoxMount => ({
    Type: 'bind',
    Source,
    Target,
    ReadOnly,
  })
  if (access === 'none') return [own]
  if (access === 'ro') return [own, bind(workspace, `${BOX_WORKSPACE}/owner`, true)]
  const whole = bind(workspace, BOX_WORKSPACE, false)
  return repository ? [whole, bind(`${workspace}/.git`, `${BOX_WORKSPACE}/.git`, true)] : [whole]
}
