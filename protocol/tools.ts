import * as z from 'zod'
import { jobSummary, jobText, jobTime } from './jobs.ts'
import { mediaUpload } from './media.ts'

/**
 * The contract of every tool: what it takes, what it gives, what it may touch.
 *
 * - `place`: `host` tools act on the machine (or the container of an untrusted session) through the
 *   tool host; `gateway` tools ask the gateway, which answers from its own records.
 * - `effect`: `read` changes nothing, `write` changes files or records, `exec` runs a program.
 * - `repeatable`: running it twice with the same input leaves the same state and harms nobody, so that
 *   recovery may run it again without asking.
 */
export interface ToolContract<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly description: string
  readonly place: 'host' | 'gateway'
  readonly effect: 'read' | 'write' | 'exec'
  readonly repeatable: boolean
  readonly input: Input
  readonly output: Output
}

const contract = <I extends z.ZodType, O extends z.ZodType>(c: ToolContract<I, O>): ToolContract<I, O> => c

/** Most characters of text that one tool result carries to the model; the rest is cut and said so. */
export const TOOL_TEXT_LIMIT = 50_000
/** Most entries that `list` returns. */
export const LIST_LIMIT = 1_000
/** Longest time a command may run, in milliseconds. */
export const EXEC_TIMEOUT_LIMIT_MS = 600_000
export const EXEC_TIMEOUT_DEFAULT_MS = 120_000
/** A background command is ended after this long, in milliseconds. */
export const BACKGROUND_LIMIT_MS = 6 * 60 * 60 * 1000
/** Most matches, or paths, that `search` returns. */
export const SEARCH_LIMIT = 500
/** Most messages that `sessions` returns of one conversation. */
export const SESSION_MESSAGES_LIMIT = 50

const path = z
  .string()
  .min(1)
  .max(4096)
  .describe('Path inside the workspace, relative to it, with / between folders. Example: notes/today.md')

export const toolContracts = {
  read: contract({
    description:
      'Read a text file, a PDF or a picture (PNG, JPEG, GIF, WebP) of the workspace. Long files come in pieces: use offset and limit (lines).',
    place: 'host',
    effect: 'read',
    repeatable: true,
    input: z.object({
      path,
      offset: z.number().int().min(1).optional().describe('First line to return, counted from 1'),
      limit: z.number().int().min(1).max(10_000).optional().describe('Most lines to return'),
    }),
    output: z.object({
      path: z.string(),
      content: z.string(),
      firstLine: z.number().int(),
      totalLines: z.number().int(),
      truncated: z.boolean(),
      /** Of a picture. `data` is base64 and goes to the model only: what is stored and shown is without it. */
      image: z
        .object({
          type: z.string(),
          width: z.number().int(),
          height: z.number().int(),
          bytes: z.number().int(),
          data: z.string().optional(),
        })
        .optional(),
    }),
  }),
  list: contract({
    description: 'List a folder of the workspace.',
    place: 'host',
    effect: 'read',
    repeatable: true,
    input: z.object({ path: path.default('.') }),
    output: z.object({
      path: z.string(),
      entries: z.array(
        z.object({
          name: z.string(),
          kind: z.enum(['file', 'folder', 'link', 'other']),
          bytes: z.number().int(),
        }),
      ),
      truncated: z.boolean(),
    }),
  }),
  search: contract({
    description:
      'Search the text files of the workspace for a regular expression, or, without pattern, list the files that fit glob. ' +
      'Ignored (.gitignore, .ignore), hidden and binary files are left out.',
    place: 'host',
    effect: 'read',
    repeatable: true,
    input: z.object({
      pattern: z
        .string()
        .min(1)
        .max(1_000)
        .optional()
        .describe('JavaScript regular expression, line by line'),
      path: path.default('.'),
      glob: z
        .string()
        .min(1)
        .max(500)
        .optional()
        .describe('Example: *.ts or src/**/*.{js,ts}; ! in front excludes'),
      literal: z.boolean().optional().describe('pattern is plain text'),
      ignoreCase: z.boolean().optional(),
      hidden: z.boolean().optional().describe('Also files whose name begins with a dot'),
      ignored: z.boolean().optional().describe('Also ignored files'),
      context: z.number().int().min(0).max(10).optional().describe('Lines around each match'),
      limit: z.number().int().min(1).max(SEARCH_LIMIT).optional(),
    }),
    output: z.object({
      /** Lines with a match, and, where `match` is false, lines around one. */
      lines: z.array(
        z.object({ path: z.string(), line: z.number().int(), text: z.string(), match: z.boolean() }),
      ),
      /** Files with a match, or that fit the glob. */
      paths: z.array(z.string()),
      searchedFiles: z.number().int(),
      truncated: z.boolean(),
      /** What was left out, and why. */
      notes: z.array(z.string()),
    }),
  }),
  write: contract({
    description: 'Create or replace a text file of the workspace. Missing folders are made.',
    place: 'host',
    effect: 'write',
    repeatable: true,
    input: z.object({ path, content: z.string().max(4_000_000) }),
    output: z.object({ path: z.string(), bytes: z.number().int(), created: z.boolean() }),
  }),
  edit: contract({
    description:
      'Replace a piece of a text file. oldText must occur exactly once, unless replaceAll is true. Read the file first.',
    place: 'host',
    effect: 'write',
    repeatable: false,
    input: z.object({
      path,
      oldText: z.string().min(1).max(1_000_000),
      newText: z.string().max(1_000_000),
      replaceAll: z.boolean().optional(),
    }),
    output: z.object({ path: z.string(), replacements: z.number().int() }),
  }),
  exec: contract({
    description:
      'Run a program in the workspace. argv is a list: the program, then its arguments, with no shell in between. ' +
      'For shell syntax run ["bash", "-c", "…"]. With background it goes on beside the conversation; see process.',
    place: 'host',
    effect: 'exec',
    repeatable: false,
    input: z.object({
      argv: z.array(z.string().max(100_000)).min(1).max(1_000),
      cwd: path.optional().describe('Folder inside the workspace to run in; the workspace itself if absent'),
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
  ask: contract({
    description:
      'Ask the owner a question with a few short answers and wait for the choice. Only where you can not go on without it.',
    place: 'gateway',
    effect: 'read',
    repeatable: true,
    input: z.object({
      question: z.string().min(1).max(1_000),
      choices: z.array(z.string().trim().min(1).max(100)).min(2).max(6),
    }),
    output: z.object({ choice: z.string() }),
  }),
  send_file: contract({
    description:
      'Give a file of the workspace to the person you talk with: it comes with your answer, in the chat app too.',
    place: 'gateway',
    effect: 'write',
    repeatable: false,
    input: z.object({
      path,
      caption: z.string().max(800).optional().describe('A few words to stand below it'),
    }),
    output: mediaUpload,
  }),
  remember: contract({
    description: 'Keep a fact for later conversations.',
    place: 'gateway',
    effect: 'write',
    repeatable: false,
    input: z.object({ text: z.string().min(1).max(4_000) }),
    output: z.object({ memoryId: z.string() }),
  }),
  recall: contract({
    description: 'Search the facts that were kept with remember. An empty query lists the newest.',
    place: 'gateway',
    effect: 'read',
    repeatable: true,
    input: z.object({ query: z.string().max(500).default('') }),
    output: z.object({
      memories: z.array(z.object({ memoryId: z.string(), text: z.string(), createdAt: z.number().int() })),
    }),
  }),
  sessions: contract({
    description: 'List the recent conversations, or, with sessionId, read the newest messages of one.',
    place: 'gateway',
    effect: 'read',
    repeatable: true,
    input: z.object({
      sessionId: z.string().min(1).max(200).optional(),
      limit: z.number().int().min(1).max(SESSION_MESSAGES_LIMIT).optional(),
    }),
    output: z.object({
      sessions: z.array(z.object({ sessionId: z.string(), title: z.string(), updatedAt: z.number().int() })),
      /** Oldest first. */
      messages: z
        .array(
          z.object({ role: z.enum(['user', 'assistant']), text: z.string(), createdAt: z.number().int() }),
        )
        .optional(),
    }),
  }),
  session_send: contract({
    description:
      'Give a task to another conversation: one of sessions, or, without sessionId, a new one beside this. ' +
      'It works by itself; its answer is reported back here.',
    place: 'gateway',
    effect: 'write',
    repeatable: false,
    input: z.object({
      sessionId: z.string().min(1).max(200).optional(),
      title: z.string().max(200).optional(),
      text: z.string().min(1).max(20_000),
    }),
    output: z.object({ sessionId: z.string(), runId: z.string() }),
  }),
  new_session: contract({
    description: 'Start a new, empty conversation beside this one.',
    place: 'gateway',
    effect: 'write',
    repeatable: false,
    input: z.object({ title: z.string().max(200).optional() }),
    output: z.object({ sessionId: z.string(), title: z.string() }),
  }),
  switch_model: contract({
    description: 'Use another model in this conversation from the next message on.',
    place: 'gateway',
    effect: 'write',
    repeatable: true,
    input: z.object({ model: z.string().min(1).max(200) }),
    output: z.object({ model: z.string() }),
  }),
  schedule: contract({
    description:
      'Say something in this conversation later, once or again and again: a reminder, a regular task. ' +
      'Give exactly one of at, inMinutes and cron. The owner is asked first.',
    place: 'gateway',
    effect: 'write',
    repeatable: false,
    input: jobTime.extend({ text: jobText }),
    output: jobSummary,
  }),
  jobs: contract({
    description: 'List what is scheduled, the next one first.',
    place: 'gateway',
    effect: 'read',
    repeatable: true,
    input: z.object({}),
    output: z.object({ jobs: z.array(jobSummary) }),
  }),
  cancel_job: contract({
    description: 'Take back something that was scheduled. Find its id with jobs.',
    place: 'gateway',
    effect: 'write',
    repeatable: true,
    input: z.object({ jobId: z.string().min(1).max(200) }),
    output: z.object({ jobId: z.string() }),
  }),
  status: contract({
    description: 'State of the gateway: version, uptime, model, agents.',
    place: 'gateway',
    effect: 'read',
    repeatable: true,
    input: z.object({}),
    output: z.object({
      version: z.string(),
      uptimeMs: z.number().int(),
      model: z.string(),
      agents: z.number().int(),
      sessions: z.number().int(),
    }),
  }),
  usage: contract({
    description: 'Tokens used today and in all.',
    place: 'gateway',
    effect: 'read',
    repeatable: true,
    input: z.object({}),
    output: z.object({
      today: z.object({
        calls: z.number().int(),
        inputTokens: z.number().int(),
        outputTokens: z.number().int(),
      }),
      total: z.object({
        calls: z.number().int(),
        inputTokens: z.number().int(),
        outputTokens: z.number().int(),
      }),
    }),
  }),
} as const

export type ToolName = keyof typeof toolContracts
export type ToolInput<N extends ToolName> = z.infer<(typeof toolContracts)[N]['input']>
export type ToolOutput<N extends ToolName> = z.infer<(typeof toolContracts)[N]['output']>

export const TOOL_NAMES = Object.keys(toolContracts) as ToolName[]

/** Finds the contract of a tool that a model named; undefined if there is no such tool. */
export function findTool(name: string): ToolContract | undefined {
  return Object.hasOwn(toolContracts, name) ? toolContracts[name as ToolName] : undefined
}

/** The tools as the AI SDK's `UITools` type, so that a renamed output breaks its card at compile time. */
export type ChatTools = { [N in ToolName]: { input: ToolInput<N>; output: ToolOutput<N> } }
