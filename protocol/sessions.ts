import * as z from 'zod'
import { approval } from './access/approvals.ts'
import { chatMessage, messageVersions } from './messages.ts'

/** A conversation as lists show it. `trusted` is set at creation and never raised. */
export const sessionSummary = z.object({
  id: z.string(),
  /** Routing key, for example `agent:main:main` or `agent:main:web:<id>`. */
  key: z.string(),
  /** Whose conversation it is: an id of `agents.list`, which may have gone from there since. */
  agent: z.string(),
  title: z.string(),
  trusted: z.boolean(),
  /** The model chosen for this session, or null where the default applies. */
  model: z.string().nullable(),
  running: z.boolean(),
  /** Put away: left out of the usual list, found by search, back at the next message. */
  archived: z.boolean(),
  /** Finished answers that the owner has not seen in a panel. */
  unread: z.number().int(),
  /** By which name the owner knows who writes there: a person let in, or a group; null for the owner's own. */
  peer: z.string().nullable(),
  /** How full the window of its model was at the last call, in tokens; null before the first. */
  context: z.object({ tokens: z.number().int(), window: z.number().int() }).nullable(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
})
export type SessionSummary = z.infer<typeof sessionSummary>

export const sendDisposition = z.enum(['started', 'queued', 'steered'])

/**
 * What a message does that comes while an answer is in the making: `steer` joins it at the next step of
 * the model (or gets an answer of its own where there is none), `follow-up` waits for its end, `collect`
 * waits until nothing has come for `COLLECT_MS` and is answered together with the others, `interrupt`
 * stops it and goes first.
 */
export const queueMode = z.enum(['steer', 'follow-up', 'collect', 'interrupt'])
export type QueueMode = z.infer<typeof queueMode>

/** Collected messages become one run this long after the last one, in milliseconds. */
export const COLLECT_MS = 1_500

/** A message that waits for its answer. */
export const queuedMessage = z.object({
  runId: z.string(),
  userMessageId: z.string(),
  text: z.string(),
  mode: queueMode,
  createdAt: z.number().int(),
})
export type QueuedMessage = z.infer<typeof queuedMessage>

export type SendDisposition = z.infer<typeof sendDisposition>

export const chatSendResult = z.object({
  runId: z.string(),
  userMessageId: z.string(),
  sessionId: z.string(),
  disposition: sendDisposition,
})
export type ChatSendResult = z.infer<typeof chatSendResult>

/**
 * Messages in order, oldest first; `seq` and `epoch` say where the subscription goes on. `approvals`: what
 * the runs of these messages asked the owner, answered or not. `versions` is of the whole conversation.
 */
export const chatHistory = z.object({
  messages: z.array(chatMessage),
  approvals: z.array(approval).optional(),
  versions: messageVersions.optional(),
  epoch: z.string(),
  seq: z.number().int(),
  hasMore: z.boolean(),
})
export type ChatHistory = z.infer<typeof chatHistory>

/** How a task stands that one conversation gave to another (the tool `session_send`). `text`: how its answer begins. */
export const taskState = z.object({
  runId: z.string(),
  /** The conversation that works at it. */
  sessionId: z.string(),
  key: z.string(),
  title: z.string(),
  state: z.enum(['queued', 'running', 'waiting', 'completed', 'stopped', 'failed', 'interrupted']),
  /** Its answer, once something of it is stored. */
  messageId: z.string().nullable(),
  text: z.string(),
})
export type TaskState = z.infer<typeof taskState>

/** What a deletion took away, and the names of the backups that still hold it. */
export const sessionDeletion = z.object({
  messages: z.number().int(),
  memories: z.number().int(),
  files: z.number().int(),
  backups: z.array(z.string()),
})
export type SessionDeletion = z.infer<typeof sessionDeletion>

/** Most characters in one chat message. */
export const CHAT_TEXT_LIMIT = 1_000_000
