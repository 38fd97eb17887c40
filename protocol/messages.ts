import type { UIMessage, UIMessageChunk } from 'ai'
import * as z from 'zod'
import { errorCode, errorShape } from './errors.ts'
import type { AttachmentData } from './media.ts'
import type { ChatTools } from './tools.ts'

/** Why another model spoke than the one before it in line. Both are `provider:model`; the same where it was asked again. */
const modelChange = z.object({
  from: z.string(),
  to: z.string(),
  /** What was wrong with `from`. */
  code: errorCode,
  /** True where words that had been shown were taken back, because nobody could finish them. */
  withdrawn: z.boolean().optional(),
  /** True where `from` had been picked by hand. */
  chosen: z.boolean().optional(),
})
export type ModelChange = z.infer<typeof modelChange>

/**
 * Whose choice the model that was to answer first was: the message's own words, the owner's for this conversation,
 * its assistant's model, or the main model.
 */
export const modelChoice = z.enum(['message', 'session', 'agent', 'main'])
export type ModelChoice = z.infer<typeof modelChoice>

/** What the gateway knows of a message beside its parts. Times are Unix milliseconds. */
export const messageMetadata = z.object({
  createdAt: z.number().int(),
  /** The run that this message started (user) or came from (assistant). */
  runId: z.string().optional(),
  /** User: the run that this message joined while it was being answered, where that is not its own. */
  joinedRunId: z.string().optional(),
  /** Assistant: how the run stands. Absent on user messages. */
  status: z.enum(['streaming', 'waiting', 'completed', 'stopped', 'failed', 'interrupted']).optional(),
  error: errorShape.optional(),
  /** Assistant: the model that really answered, as `provider:model`. */
  model: z.string().optional(),
  /** Assistant: how that model, or the one in whose place it answered, was chosen. */
  modelBy: modelChoice.optional(),
  /** Assistant: each time another model took over, or the same had to begin a step anew, oldest first. */
  modelChanges: z.array(modelChange).optional(),
  /** User: the channel it came from, and who wrote it when that is not the owner. */
  channel: z.string().optional(),
  author: z.string().optional(),
  /** User: the conversation of the owner that gave this as a task, where one did. */
  givenBy: z.string().optional(),
  /** User: the platform's immutable id of that author. */
  authorId: z.string().optional(),
  /** User: when it was written, in Unix milliseconds, where it came in minutes later than that. */
  writtenAt: z.number().int().optional(),
  /** System: from here on the model sees nothing of what was said before. */
  marker: z.enum(['reset']).optional(),
  /** Assistant: an answer that did not reach its chat, or may not have, and why. */
  delivery: z.object({ state: z.enum(['uncertain', 'failed', 'held']), reason: z.string() }).optional(),
  /** True where the content, or something it was made from, was not written by the owner. */
  tainted: z.boolean().optional(),
  /** True where the content, or something it was made from, is for models on this machine only. */
  private: z.boolean().optional(),
  /** The model that the user's words sent this turn to, and the gateway's sentence that opens the answer. */
  modelSwitch: z.object({ model: z.string(), note: z.string() }).optional(),
  /** The chat command that this message is, or answers. No model gets to see it. */
  command: z.string().optional(),
  /** Milliseconds that each tool call took, by tool call id. */
  toolDurations: z.record(z.string(), z.number()).optional(),
})
export type MessageMetadata = z.infer<typeof messageMetadata>

/** Output of a running command as it comes; the last one stands. Sent as the chunk `data-tool-output`. */
export const toolOutputData = z.object({ toolCallId: z.string(), stdout: z.string(), stderr: z.string() })

/** What was said in a group before the assistant was addressed, oldest first. Others' words: data, never orders. */
export const groupTalkData = z.object({
  messages: z.array(z.object({ author: z.string(), authorId: z.string(), text: z.string() })),
})

/** What the author of a message made of it after it was answered, or while it was. Unix milliseconds. */
export const editData = z.object({ text: z.string(), at: z.number().int() })

/** The AI SDK's data parts that are ours: chunks and parts of type `data-tool-output`, `data-group-talk`, `data-attachment`. */
export type ChatData = {
  attachment: AttachmentData
  'tool-output': z.infer<typeof toolOutputData>
  'group-talk': z.infer<typeof groupTalkData>
  edit: z.infer<typeof editData>
}

/** The one message type of database, wire and panel. */
export type ChatMessage = UIMessage<MessageMetadata, ChatData, ChatTools>
export type ChatPart = ChatMessage['parts'][number]
/** One event of a model's answer, in the AI SDK's own words. */
export type ChatChunk = UIMessageChunk<MessageMetadata, ChatData>

const CHUNK_TYPE =
  /^(start|finish|abort|error|message-metadata|start-step|reset-step|steering-message|finish-step|file|reasoning-file|custom|source-(url|document)|(text|reasoning)-(start|delta|end)|tool-(input-(start|delta|available|error)|approval-(request|response)|output-(available|error|denied))|data-.+)$/

/** Shape check of a chunk; its fields are the AI SDK's and are not listed a second time. */
export const chatChunk = z.looseObject({
  type: z.string().regex(CHUNK_TYPE),
}) as unknown as z.ZodType<ChatChunk>

/**
 * The messages of a conversation that have versions: the ids of those that take each other's place, the oldest first.
 * At most one of each stands; an answer that is only asked for is in it already.
 */
export const messageVersions = z.array(z.array(z.string()))

/** A stored message. Part fields are the AI SDK's. */
export const chatMessage = z.object({
  id: z.string(),
  role: z.enum(['system', 'user', 'assistant']),
  parts: z.array(z.looseObject({ type: z.string() })),
  metadata: messageMetadata.optional(),
}) as unknown as z.ZodType<ChatMessage>
