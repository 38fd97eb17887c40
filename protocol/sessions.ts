import * as z from 'zod'
import { chatMessage } from './messages.ts'

/** A conversation as lists show it. `trusted` is set at creation and never raised. */
export const sessionSummary = z.object({
  id: z.string(),
  /** Routing key, for example `agent:main:main` or `agent:main:web:<id>`. */
  key: z.string(),
  title: z.string(),
  trusted: z.boolean(),
  /** The model chosen for this session, or null where the default applies. */
  model: z.string().nullable(),
  running: z.boolean(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
})
export type SessionSummary = z.infer<typeof sessionSummary>

export const sendDisposition = z.enum(['started', 'queued', 'steered'])

export type SendDisposition = z.infer<typeof sendDisposition>

export const chatSendResult = z.object({
  runId: z.string(),
  userMessageId: z.string(),
  sessionId: z.string(),
  disposition: sendDisposition,
})
export type ChatSendResult = z.infer<typeof chatSendResult>

/** Messages in order, oldest first; `seq` and `epoch` say where the subscription goes on. */
export const chatHistory = z.object({
  messages: z.array(chatMessage),
  epoch: z.string(),
  seq: z.number().int(),
  hasMore: z.boolean(),
})
export type ChatHistory = z.infer<typeof chatHistory>

/** Most characters in one chat message. */
export const CHAT_TEXT_LIMIT = 1_000_000
