import * as z from 'zod'
import { mediaUpload } from '../media.ts'
import { contract, workspacePath } from './contract.ts'

/** Most messages that `sessions` returns of one conversation. */
const SESSION_MESSAGES_LIMIT = 50

export const conversationTools = {
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
      path: workspacePath,
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
} as const
