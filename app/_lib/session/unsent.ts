import * as z from 'zod'
import { AppError, errorCode } from '#protocol/errors.ts'
import { mediaUpload } from '#protocol/media.ts'
import { chatSendResult, queueMode } from '#protocol/sessions.ts'
import { ConnectionLost } from '../gateway/connection-lost.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { listStored, readStored, writeStored } from '../storage.ts'
import type { OutgoingMessage, PendingMessage } from './session-model.ts'

const PREFIX = 'openclaw.unsent.'

const unsent = z.object({
  sessionId: z.string(),
  text: z.string(),
  attachments: z.array(mediaUpload).optional(),
  mode: queueMode.optional(),
  problem: errorCode.optional(),
  at: z.number(),
})

interface Unsent extends z.infer<typeof unsent> {
  readonly idempotencyKey: string
}

/**
 * Keeps a message that the gateway has not confirmed, one entry each, so that tabs do not undo each
 * other's. Two that send the same one do no harm: its key stays the same.
 */
export function keepUnsent(sessionId: string, pending: PendingMessage, now: number): void {
  const { idempotencyKey, state: _, messageId: __, ...kept } = pending
  writeStored(PREFIX + idempotencyKey, JSON.stringify({ sessionId, ...kept, at: now }))
}

export function forgetUnsent(idempotencyKey: string): void {
  writeStored(PREFIX + idempotencyKey, null)
}

/** How a message is sent. */
export function requestOf(
  sessionId: string,
  { idempotencyKey, text, mode, attachments = [] }: OutgoingMessage & { idempotencyKey: string },
): object {
  return {
    sessionId,
    idempotencyKey,
    text,
    ...(mode === undefined ? {} : { mode }),
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(({ mediaId }) => ({ mediaId })) }),
  }
}

/** What a conversation still has to send, oldest first. */
export function readUnsent(sessionId: string): PendingMessage[] {
  return listUnsent()
    .filter((each) => each.sessionId === sessionId)
    .map(({ sessionId: _, at: __, ...kept }) => ({
      ...kept,
      state: kept.problem === undefined ? 'sending' : 'unsent',
    }))
}

/** Sends what an earlier page left behind, also of conversations that nobody opens now. */
export async function postUnsent(gateway: Gateway): Promise<void> {
  for (const each of listUnsent()) {
    const { idempotencyKey, sessionId, problem } = each
    if (problem !== undefined) continue
    try {
      chatSendResult.parse(await gateway.request('chat.send', requestOf(sessionId, each)))
      forgetUnsent(idempotencyKey)
    } catch (cause) {
      if (cause instanceof ConnectionLost) return
      // The conversation that it belongs to says why when it is opened.
      const refusal = cause instanceof AppError ? cause.code : 'internal'
      writeStored(PREFIX + idempotencyKey, JSON.stringify({ ...each, problem: refusal }))
    }
  }
}

function listUnsent(): Unsent[] {
  return listStored(PREFIX)
    .flatMap((name) => {
      const parsed = unsent.safeParse(parseJson(readStored(name)))
      return parsed.success ? [{ ...parsed.data, idempotencyKey: name.slice(PREFIX.length) }] : []
    })
    .sort((a, b) => a.at - b.at)
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
