import { realpathSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { type BoxMount, type BoxSpec, mountsOf } from './spec.ts'

/** Places that are never a workspace, with all above them: who has one of them has the machine. */
const NEVER_SHARED =
  /^\/($|(etc|proc|sys|dev|run|var\/run|var\/lib\/docker|var\/lib\/containerd|boot|usr|bin|sbin|lib|lib64)(\/|$)|(root|home|var|var\/lib)\/?$)/

const text = z.string()
const nothing = z.union([z.null(), z.array(z.never()).length(0), z.literal(''), z.literal(0)]).optional()
const noEntries = z.union([z.null(), z.record(z.string(), z.never())]).optional()

/** The engine leaves out what is false. */
const mount = z.strictObject({ Type: text, Source: text, Target: text, ReadOnly: z.boolean().default(false) })

/** What a box must be, of the engine's own words for it. Whatever is not named is not looked at. */
function rules(spec: BoxSpec) {
  const megabytes = (count: number) => z.literal(count * 1024 * 1024)
  const mounts = mountsOf(spec)
  const host = z.object({
    Privileged: z.literal(false),
    ReadonlyRootfs: z.literal(true),
    CapAdd: nothing,
    CapDrop: z.tuple([z.literal('ALL')]),
    SecurityOpt: z.tuple([z.literal('no-new-privileges')]),
    NetworkMode: z.literal('none'),
    PidMode: nothing,
    IpcMode: z.literal('private'),
    UTSMode: nothing,
    UsernsMode: nothing,
    CgroupnsMode: z.literal('private'),
    CgroupParent: nothing,
    Cgroup: nothing,
    Init: z.literal(true),
    Binds: nothing,
    VolumesFrom: nothing,
    Devices: nothing,
    DeviceRequests: nothing,
    DeviceCgroupRules: nothing,
    GroupAdd: nothing,
    ExtraHosts: nothing,
    Links: nothing,
    PortBindings: noEntries,
    PublishAllPorts: z.literal(false).optional(),
    Sysctls: noEntries,
    OomKillDisable: z.literal(false).nullish(),
    Memory: megabytes(spec.limits.memoryMb),
    MemorySwap: megabytes(spec.limits.memoryMb),
    CpuQuota: z.literal(Math.round(spec.limits.cpus * 100_000)),
    CpuPeriod: z.literal(100_000),
    PidsLimit: z.literal(spec.limits.processes),
    Ulimits: z.array(z.object({ Name: text, Soft: z.number(), Hard: z.number() })).length(3),
    Tmpfs: z.record(z.literal('/tmp'), text.regex(/(^|,)size=\d+m(,|$)/)),
    LogConfig: z.object({ Type: z.literal('none') }),
    RestartPolicy: z.object({ Name: z.literal('no') }),
    Runtime:
      spec.runtime === null ? z.enum(['runc', 'io.containerd.runc.v2']).optional() : z.literal(spec.runtime),
    Mounts: z.array(mount).refine((given) => isDeepStrictEqual(given, mounts), 'is not what was asked for'),
  })
  return host
}

/** The arguments of a new container: nothing in them that this file does not know. */
export function checkOptions(options: unknown, spec: BoxSpec): string[] {
  const known = rules(spec)
  const host = known
    .extend({
      ShmSize: z.number(),
      OomScoreAdj: z.number().nonnegative(),
    })
    .strict()
  const whole = z.strictObject({
    name: text,
    Image: z.literal(spec.imageId),
    User: text.refine((user) => isPlainUser(user, spec), 'is root, or not who was asked for'),
    WorkingDir: text,
    Hostname: text,
    Env: z.array(text),
    Tty: z.literal(false),
    OpenStdin: z.literal(true),
    StdinOnce: z.literal(true),
    AttachStdin: z.literal(true),
    AttachStdout: z.literal(true),
    AttachStderr: z.literal(true),
    NetworkDisabled: z.literal(true),
    StopTimeout: z.number(),
    Labels: z.record(text, text),
    HostConfig: host,
  })
  return [...problemsOf(whole, options), ...sharedProblems(spec)]
}

/** A container as the engine shows it while it runs. */
export function checkRunning(found: unknown, spec: BoxSpec): string[] {
  const whole = z.object({
    Image: z.literal(spec.imageId),
    State: z.object({ Running: z.literal(true), Paused: z.literal(false) }),
    AppArmorProfile: text.refine((name) => name !== 'unconfined', 'is unconfined').optional(),
    Config: z.object({
      User: text.refine((user) => isPlainUser(user, spec), 'is root, or not who was asked for'),
      Labels: z.looseObject(
        Object.fromEntries(Object.entries(spec.labels).map(([name, value]) => [name, z.literal(value)])),
      ),
    }),
    HostConfig: rules(spec).extend({
      // What the engine hides of /proc and /sys by itself.
      MaskedPaths: z.array(text).min(1),
      ReadonlyPaths: z.array(text).min(1),
    }),
    Mounts: z
      .array(
        z.object({
          Type: z.enum(['volume', 'bind']),
          Destination: text,
          RW: z.boolean(),
          Name: text.optional(),
          Source: text,
        }),
      )
      .refine((given) => sameLiveMounts(given, spec), 'is not what was asked for'),
    NetworkSettings: z.object({
      Networks: z.union([z.record(z.literal('none'), z.unknown()), z.strictObject({})]),
    }),
  })
  return problemsOf(whole, found)
}

function problemsOf(schema: z.ZodType, given: unknown): string[] {
  const result = schema.safeParse(given)
  if (result.success) return []
  return result.error.issues.map(({ path, message }) => `${path.join('.') || 'container'}: ${message}`)
}

function isPlainUser(user: string, spec: BoxSpec): boolean {
  return spec.user > 0 && user === `${spec.user}:${spec.user}`
}

/** The mounts in force; the engine lists them in an order of its own. */
function sameLiveMounts(
  given: readonly {
    Type: BoxMount['Type']
    Destination: string
    RW: boolean
    Name?: string | undefined
    Source: string
  }[],
  spec: BoxSpec,
): boolean {
  const name = (mount: BoxMount) => JSON.stringify([mount.Type, mount.Target, mount.Source, mount.ReadOnly])
  const live = given.map(({ Type, Destination, RW, Name, Source }) =>
    name({ Type, Target: Destination, Source: Type === 'volume' ? (Name ?? '') : Source, ReadOnly: !RW }),
  )
  return isDeepStrictEqual(live.toSorted(), mountsOf(spec).map(name).toSorted())
}

/** A workspace that is shared with a box must be the folder itself, and no place of the system. */
function sharedProblems(spec: BoxSpec): string[] {
  if (spec.access === 'none') return []
  const { workspace } = spec
  if (!isAbsolute(workspace) || NEVER_SHARED.test(workspace))
    return [`workspace: ${workspace} is never shared`]
  try {
    return realpathSync(workspace) === workspace ? [] : [`workspace: ${workspace} is reached through a link`]
  } catch {
    return [`workspace: there is no ${workspace}`]
  }
}
