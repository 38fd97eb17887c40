import * as z from 'zod'
import { approval, approvalDecision } from './access/approvals.ts'
import { errorShape } from './errors.ts'
import { chatChunk, chatMessage, messageVersions } from './messages.ts'

/** How a run can end. `interrupted`: its process died and what it did is not wholly known. */
export const runEndStatus = z.enum(['completed', 'stopped', 'failed', 'interrupted'])
export type RunEndStatus = z.infer<typeof runEndStatus>

/** Events of topic `session:<id>`. Every run ends with exactly one `run-end`. */
export const sessionEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), message: chatMessage }),
  /** A message that was taken out of the queue before anybody answered it. */
  z.object({ type: z.literal('message-removed'), messageId: z.string() }),
  z.object({
    type: z.literal('run-start'),
    runId: z.string(),
    userMessageId: z.string(),
    messageId: z.string(),
  }),
  z.object({ type: z.literal('chunk'), runId: z.string(), chunk: chatChunk }),
  z.object({ type: z.literal('run-wait'), runId: z.string(), approvalIds: z.array(z.string()) }),
  z.object({ type: z.literal('approval-request'), approval }),
  z.object({
    type: z.literal('approval-resolved'),
    approvalId: z.string(),
    decision: approvalDecision,
    /** Of a question that was answered. */
    choice: z.string().optional(),
  }),
  z.object({
    type: z.literal('run-end'),
    runId: z.string(),
    status: runEndStatus,
    error: errorShape.optional(),
  }),
  /** Another version of the conversation stands now: its history says which. */
  z.object({ type: z.literal('versions-change') }),
  /** Sent first where a subscription can't be continued: the state up to and including `seq`. */
  z.object({
    type: z.literal('snapshot'),
    messages: z.array(chatMessage),
    versions: messageVersions.optional(),
    seq: z.number().int(),
  }),
])
export type SessionEvent = z.infer<typeof sessionEvent>

/** Events of topic `system`: something changed; who cares asks for the new state. */
export const systemEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session-change'), sessionId: z.string() }),
  z.object({ type: z.literal('approval-change'), approvalId: z.string(), sessionId: z.string() }),
  z.object({
    type: z.literal('run-change'),
    runId: z.string(),
    sessionId: z.string(),
    status: z.string(),
    /** Of a run that has ended: how long it took, and where, so that whoever asked can be told. */
    durationMs: z.number().int().optional(),
    sessionTitle: z.string().optional(),
    /** It ended, and nobody sat and waited for it: a job, or a task from another conversation. */
    background: z.literal(true).optional(),
  }),
  /** A browser or a token was let in, renamed or shut out. */
  z.object({ type: z.literal('devices') }),
  /** Somebody asks to be let in, or the owner has decided; how many wait now. */
  z.object({ type: z.literal('pairing'), pending: z.number().int() }),
  /** A person or a group was let in or shut out. */
  z.object({ type: z.literal('contacts') }),
  z.object({ type: z.literal('model-change'), sessionId: z.string().nullable(), model: z.string() }),
  z.object({ type: z.literal('agent-change'), ready: z.number().int() }),
  /** The sandbox is ready now, or no longer, or its image was built or could not be: one of the states of `sandbox.status`. */
  z.object({ type: z.literal('sandbox-change'), state: z.string() }),
  z.object({ type: z.literal('config-change'), ok: z.boolean(), problems: z.array(z.string()) }),
  /** A backup was made, or (`name` null) could not be made, and why. */
  z.object({ type: z.literal('backup-change'), name: z.string().nullable(), problem: z.string().nullable() }),
  /** Whether the gateway can write to its disk; while it can't, it takes nothing in. */
  z.object({ type: z.literal('storage-change'), writable: z.boolean(), problem: z.string().nullable() }),
  /** An answer did not reach its chat, or may not have, or the owner has decided about it. */
  z.object({ type: z.literal('delivery-change'), outboxId: z.string() }),
  z.object({ type: z.literal('channel-change'), channel: z.string(), account: z.string() }),
])
export type SystemEvent = z.infer<typeof systemEvent>
