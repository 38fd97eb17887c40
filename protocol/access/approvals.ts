import * as z from 'zod'

/** `answer` belongs to questions, with the choice; the others to tool calls (`deny` to both: no answer). */
export const approvalDecision = z.enum(['allow-once', 'always', 'deny', 'answer'])
export type ApprovalDecision = z.infer<typeof approvalDecision>

/** What the owner says to what waits for him. `choice`: one of the choices of a question, word for word. */
export interface OwnerAnswer {
  readonly decision: ApprovalDecision
  readonly choice?: string | undefined
}

/** Unanswered approvals become a denial after this long, in milliseconds. */
export const APPROVAL_LIFETIME_MS = 60 * 60 * 1000

/** An approval has to be used this long (milliseconds) after it was given; later the owner is asked again. */
export const APPROVAL_USE_MS = 5 * 60 * 1000

/** What an approval of a command holds for, beside its very words: found at the time of the question. */
export const execBinding = z.object({
  /** Absolute, without links. */
  directory: z.string(),
  /** The file that the first word means, absolute and without links, and the SHA-256 of its content. */
  program: z.object({ path: z.string(), sha256: z.string() }),
  /** Files that further words name, with their content: a script may not change in between. */
  scripts: z.array(z.object({ path: z.string(), sha256: z.string() })),
  /** SHA-256 of the environment that commands get. */
  environment: z.string(),
  /** The names of its variables, in order; absent in what was stored by an earlier version. */
  variables: z.array(z.string()).optional(),
})
export type ExecBinding = z.infer<typeof execBinding>

/** A SHA-256 as people compare it: the first twelve of its 64 signs. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12)

/** A tool call, or a question of the assistant, that waits for the owner. The input is shown whole: what is approved is what runs. */
export const approval = z.object({
  id: z.string(),
  sessionId: z.string(),
  runId: z.string(),
  toolCallId: z.string(),
  /** `question`: the assistant asks the owner something (tool `ask`) and nothing runs; resolve with `answer`. */
  kind: z.enum(['tool', 'question']),
  /** Of a question: its words and the answers on offer; of a tool call null and none. */
  question: z.string().nullable(),
  choices: z.array(z.string()),
  /** What the owner chose; null until then, and for tool calls. */
  choice: z.string().nullable(),
  /** Of a command on this machine: what the approval is bound to; null for everything else. */
  binding: execBinding.nullable(),
  /** Where the call leads out of the workspace: the place, absolute and without links; else null. */
  outside: z.string().nullable(),
  /** Of words typed into a background command: what runs there, as it was started; null for everything else. */
  typesInto: z.array(z.string()).nullable(),
  tool: z.string(),
  input: z.unknown(),
  /** The policy rule that asked, and its sentence. */
  rule: z.string(),
  reason: z.string(),
  /** Whether "always" is on offer; never for shells, interpreters and wrappers. */
  canBeAlways: z.boolean(),
  createdAt: z.number().int(),
  expiresAt: z.number().int(),
  status: z.enum(['pending', 'allowed', 'denied', 'expired', 'cancelled']),
  decision: approvalDecision.nullable(),
})
export type Approval = z.infer<typeof approval>

/** One "always" of the owner: this agent, these words, this folder, this very program. */
export const alwaysGrant = z.object({
  id: z.string(),
  agent: z.string(),
  argv: z.array(z.string()),
  /** Inside the workspace, as it was asked for. */
  cwd: z.string(),
  binding: execBinding.nullable(),
  createdAt: z.number().int(),
})
export type AlwaysGrant = z.infer<typeof alwaysGrant>
