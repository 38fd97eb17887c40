import * as z from 'zod'
import { contract, workspacePath } from './contract.ts'

/** How long a command may run, in milliseconds: at most, and where nothing is said. */
const EXEC_TIMEOUT_LIMIT_MS = 600_000
export const EXEC_TIMEOUT_DEFAULT_MS = 120_000
/** A background command is ended after this long, in milliseconds. */
export const BACKGROUND_LIMIT_MS = 6 * 60 * 60 * 1000

export const commandTools = {
  exec: contract({
    description:
      'Run a program in the workspace. argv is a list: the program, then its arguments, with no shell in between. ' +
      'For shell syntax run ["bash", "-c", "…"]. With background it goes on beside the conversation; see process.',
    place: 'host',
    effect: 'exec',
    repeatable: false,
    input: z.object({
      argv: z.array(z.string().max(100_000)).min(1).max(1_000),
      cwd: workspacePath
        .optional()
        .describe('Folder inside the workspace to run in; the workspace itself if absent'),
      timeoutMs: z.number().int().min(100).max(EXEC_TIMEOUT_LIMIT_MS).optional(),
      background: z.boolean().optional().describe('Return at once with a processId'),
    }),
    output: z.object({
      exitCode: z.number().int().nullable(),
      signal: z.string().nullable(),
      stdout: z.string(),
      stderr: z.string(),
      truncated: z.boolean(),
      timedOut: z.boolean(),
      durationMs: z.number().int(),
      /** Of a background command, which still runs. */
      processId: z.string().optional(),
    }),
  }),
  process: contract({
    description:
      'Look after background commands: list them; poll one for its state and its output since the last poll; ' +
      'give it a line of input; kill it.',
    place: 'host',
    effect: 'exec',
    repeatable: false,
    input: z.object({
      action: z.enum(['list', 'poll', 'input', 'kill']),
      processId: z.string().max(100).optional().describe('Not for list'),
      text: z.string().max(100_000).optional().describe('For input; a line end is added'),
      waitMs: z
        .number()
        .int()
        .min(0)
        .max(30_000)
        .optional()
        .describe('For poll: wait for news up to this long'),
    }),
    output: z.object({
      processes: z.array(
        z.object({
          processId: z.string(),
          argv: z.array(z.string()),
          state: z.enum(['running', 'ended']),
          exitCode: z.number().int().nullable(),
          signal: z.string().nullable(),
          durationMs: z.number().int(),
        }),
      ),
      stdout: z.string(),
      stderr: z.string(),
      truncated: z.boolean(),
    }),
  }),
} as const
