import * as z from 'zod'
import { workspaceAccess } from '../sandbox/sandbox.ts'

const count = (max: number) => z.number().int().min(1).max(max)

/** `agents.defaults.sandbox`: where the tools of which sessions work, and how much a container may use. */
export const sandboxConfig = z
  .looseObject({
    mode: z
      .enum(['off', 'non-main', 'all'])
      .default('non-main')
      .describe("Which sessions work inside a container: none, other people's, or all."),
    scope: z
      .enum(['session', 'agent'])
      .default('session')
      .describe('Whether each session has a container of its own, or all of an agent share one.'),
    workspaceAccess: workspaceAccess
      .default('none')
      .describe(
        'What a container sees of your workspace: nothing, a read-only look at it under owner/, or ("rw") the workspace itself in the place of its own files.',
      ),
    autoBuild: z
      .boolean()
      .default(false)
      .describe('Build the image when it is needed first, rather than by "openclaw sandbox build".'),
    spare: z
      .boolean()
      .default(true)
      .describe('Keep one container ready for the next new conversation, once there has been one.'),
    memoryMb: count(1_048_576)
      .min(64)
      .default(512)
      .describe('Memory of a container, /tmp included.')
      .meta({ unit: 'megabytes' }),
    cpus: z.number().min(0.1).max(64).default(1).describe('Processors that a container may keep busy.'),
    processes: count(32_768).min(16).default(128).describe('Processes and threads in a container.'),
    openFiles: count(1_048_576)
      .min(64)
      .default(1_024)
      .describe('Files that one process there may hold open.'),
    diskMb: count(1_048_576)
      .default(1_024)
      .describe('Files of a container; above that it is stopped.')
      .meta({ unit: 'megabytes' }),
    tmpMb: count(65_536).default(64).describe('Size of /tmp in a container.').meta({ unit: 'megabytes' }),
    freeDiskMb: count(1_048_576)
      .default(1_024)
      .describe('Free space of the disk that containers leave alone.')
      .meta({ unit: 'megabytes' }),
    idleHours: z
      .number()
      .min(0.1)
      .max(8_760)
      .default(24)
      .describe('Hours after which an idle container is stopped.')
      .meta({ unit: 'hours' }),
    keepDays: z
      .number()
      .min(0.1)
      .max(3_650)
      .default(7)
      .describe('Days after which an idle container is removed. Its files stay with the conversation.')
      .meta({ unit: 'days' }),
    socket: z
      .string()
      .startsWith('/')
      .optional()
      .describe("The engine's socket, if it is not Docker's usual one. Read at start.")
      .meta({ atStart: true }),
    runtime: z
      .string()
      .regex(/^[a-z][a-z0-9._-]*$/)
      .optional()
      .describe(
        'Another container runtime that the engine knows, such as runsc (gVisor), for new containers.',
      ),
  })
  .prefault({})
