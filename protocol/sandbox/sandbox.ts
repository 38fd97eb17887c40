import * as z from 'zod'

/** What a box gets of the owner's workspace: nothing, a look at it under `owner/`, or the workspace itself. */
export const workspaceAccess = z.enum(['none', 'ro', 'rw'])
export type WorkspaceAccess = z.infer<typeof workspaceAccess>

/** What one box may use at most. MB are 1024 × 1024 bytes. */
export const sandboxLimits = z.object({
  memoryMb: z.number().int().positive(),
  cpus: z.number().positive(),
  processes: z.number().int().positive(),
  openFiles: z.number().int().positive(),
  /** Of files in its volume. */
  diskMb: z.number().int().positive(),
  /** Of /tmp, which counts as memory. */
  tmpMb: z.number().int().positive(),
})
export type SandboxLimits = z.infer<typeof sandboxLimits>

/** Where the tools of one run work: the gateway's word, which nothing inside the box can change. */
export const sandboxPlan = z.object({
  /** Whose box it is: a session's id, or `agent:<name>` where an agent's sessions share one. */
  key: z.string().min(1),
  /** The volume that holds its files; null where it has none yet, and the agent names one (`sandbox.bind`). */
  volume: z.string().nullable(),
  workspaceAccess,
  limits: sandboxLimits,
})
export type SandboxPlan = z.infer<typeof sandboxPlan>

/** What an agent has to know of boxes before the first run. */
export const sandboxSettings = z.object({
  /** Which gateway's they are: a label on all that it makes. */
  owner: z.string().regex(/^[a-z0-9]{12}$/),
  /** This agent; containers of instances that are not among `living` are leftovers. */
  instance: z.string(),
  living: z.array(z.string()),
  /** Volumes with the files of conversations; all others of this gateway are leftovers. */
  volumes: z.array(z.string()),
  /** Absolute path of the engine's socket; null: the usual ones. */
  socket: z.string().nullable(),
  /** Another OCI runtime than the engine's own, such as runsc. */
  runtime: z.string().nullable(),
  /** Whether a container waits for the next conversation. */
  spare: z.boolean(),
  limits: sandboxLimits,
  /** No box goes on while less than this is free on the engine's disk. */
  freeDiskMb: z.number().int().positive(),
  /** Milliseconds without a call after which a box is stopped, and after which it is removed. */
  idleMs: z.number().int().positive(),
  keepMs: z.number().int().positive(),
})
export type SandboxSettings = z.infer<typeof sandboxSettings>

/** How the sandbox stands. All but `ready` and `off` mean: no tool on this machine for those who need it. */
export const sandboxState = z.object({
  state: z.enum([
    'off',
    'checking',
    'ready',
    'building',
    'no-engine',
    'no-access',
    'old-engine',
    'no-answer',
    'no-image',
    'no-runtime',
    'disk-full',
    'closed-workspace',
  ]),
  /** What is wrong and what to do, for people; null where nothing is. */
  problem: z.string().nullable(),
  fix: z.string().nullable(),
  /** Version of the engine. */
  engine: z.string().nullable(),
  /** Name of the image that is wanted, there or not. */
  image: z.string().nullable(),
})
export type SandboxState = z.infer<typeof sandboxState>

/** A box as an agent sees it. */
export const sandboxBox = z.object({
  key: z.string(),
  container: z.string(),
  volume: z.string(),
  state: z.enum(['starting', 'running', 'stopped']),
  usedAt: z.number().int(),
  /** Null where it is not running or the engine does not say. */
  memoryBytes: z.number().int().nullable(),
  processes: z.number().int().nullable(),
  /** Processor time since it was started, in milliseconds. */
  cpuMs: z.number().int().nullable(),
  diskBytes: z.number().int().nullable(),
})
export type SandboxBox = z.infer<typeof sandboxBox>

/** A box as the gateway shows it: what it knows of its files, and the container where there is one now. */
export const sandboxSummary = z.object({
  key: z.string(),
  /** Null for a box that several sessions share. */
  sessionId: z.string().nullable(),
  title: z.string(),
  volume: z.string(),
  createdAt: z.number().int(),
  usedAt: z.number().int(),
  box: sandboxBox.omit({ key: true, volume: true }).nullable(),
})
export type SandboxSummary = z.infer<typeof sandboxSummary>

/** Most bytes of one file that goes into a box or comes out of it; the Bot API takes no more either. */
export const SANDBOX_FILE_LIMIT = 20 * 1024 * 1024

const empty = z.object({})

/** What the gateway asks of an agent about boxes. */
export const sandboxAgentMethods = {
  /** New settings, in force at once; the socket stays what it was. Begins where the agent had no boxes. */
  'sandbox.configure': { params: z.object({ settings: sandboxSettings }), result: empty },
  'sandbox.list': { params: empty, result: z.object({ boxes: z.array(sandboxBox) }) },
  /** Removes containers (all where `key` is null); the next call makes a new one. With `files`, the volume too. */
  'sandbox.recreate': {
    params: z.object({ key: z.string().nullable(), files: z.array(z.string()) }),
    result: z.object({ removed: z.number().int() }),
  },
  /** Builds the image where it is missing; `sandbox.progress` says how far it is. May take minutes. */
  'sandbox.build': { params: empty, result: z.object({ image: z.string() }) },
  /** Looks at the engine again, now. */
  'sandbox.check': { params: empty, result: sandboxState },
  /** Puts a file into a box, at a path of its workspace. Base64. */
  'sandbox.put': {
    params: z.object({ plan: sandboxPlan, path: z.string().min(1).max(4_096), content: z.string() }),
    result: z.object({ bytes: z.number().int(), volume: z.string() }),
  },
  /** Takes a regular file out of a box. `too_large` above `limit` bytes; `path_denied` for what leads outside. */
  'sandbox.get': {
    params: z.object({
      plan: sandboxPlan,
      path: z.string().min(1).max(4_096),
      limit: z.number().int().positive().max(SANDBOX_FILE_LIMIT),
    }),
    result: z.object({ content: z.string(), volume: z.string() }),
  },
} as const

/** What an agent asks of the gateway about boxes. */
export const sandboxGatewayMethods = {
  /** Commits which volume holds the files of a box, before anything is in it. Answers with the one that counts. */
  'sandbox.bind': {
    params: z.object({ key: z.string(), volume: z.string() }),
    result: z.object({ volume: z.string() }),
  },
} as const

export const sandboxNotices = {
  'sandbox.state': sandboxState,
  'sandbox.progress': z.object({ text: z.string().max(500) }),
} as const
