import * as z from 'zod'
import { approval, approvalDecision } from './approvals.ts'
import { errorShape } from './errors.ts'
import { chatChunk, chatMessage } from './messages.ts'

/** How a run can end. `interrupted`: its process died and what it did is not wholly known. */
export const runEndStatus = z.enum(['completed', 'stopped', 'failed', 'interrupted'])
export type RunEndStatus = z.infer<typeof runEndStatus>

/** Events of topic `session:<id>`. Every run ends with exactly one `run-end`. */
export const sessionEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), message: chatMessage }),
  z.object({
    type: z.literal('run-start'),
    runId: z.string(),
    userMessageId: z.string(),
    messageId: z.string(),
  }),
  z.object({ type: z.literal('chunk'), runId: z.string(), chunk: chatChunk }),
  z.object({ type: z.literal('run-wait'), runId: z.string(), approvalIds: z.array(z.string()) }),
  z.object({ type: z.literal('approval-request'), approval }),
  z.object({ type: z.literal('approval-resolved'), approvalId: z.string(), decision: approvalDecision }),
  z.object({
    type: z.literal('run-end'),
    runId: z.string(),
    status: runEndStatus,
    error: errorShape.optional(),
  }),
  /** Sent first where a subscription can't be continued: the state up to and including `seq`. */
  z.object({ type: z.literal('snapshot'), messages: z.array(chatMessage), seq: z.number().int() }),
])
export type SessionEvent = z.infer<typeof sessionEvent>

/** Events of topic `system`: something changed; who cares asks for the new state. */
export const systemEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session-change'), sessionId: z.string() }),
  z.object({ type: z.literal('approval-change'), approvalId: z.string(), sessionId: z.string() }),
  z.object({ type: z.literal('run-change'), runId: z.string(), sessionId: z.string(), status: z.string() }),
  z.object({ type: z.literal('model-change'), sessionId: z.string().nullable(), model: z.string() }),
  z.object({ type: z.literal('agent-change'), ready: z.number().int() }),
  z.object({ type: z.literal('config-change'), ok: z.boolean(), problems: z.array(z.string()) }),
  z.object({ type: z.literal('channel-change'), channel: z.string(), account: z.string() }),
])
export type SystemEvent = z.infer<typeof systemEvent>
