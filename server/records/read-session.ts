import type { Db } from '#db/client.ts'
import { listMessages } from '#db/queries/messages.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import type { ToolOutput } from '#protocol/tools.ts'

const DEFAULT_LIMIT = 20
const TEXT_LIMIT = 4_000

/**
 * The newest messages of a conversation, as a tool may tell them: private ones only where everything that
 * is said stays on this machine. Whoever reads what others wrote, or what was made of it, is tainted by it.
 */
export function readSession(
  db: Db,
  session: SessionSummary,
  { limit = DEFAULT_LIMIT, local }: { limit: number | undefined; local: boolean },
): { output: ToolOutput<'sessions'>; tainted: boolean; private: boolean } {
  const { messages } = listMessages(db, { sessionId: session.id, limit })
  const told = messages.filter(({ role, metadata }) => role !== 'system' && (local || !metadata?.private))
  const { id: sessionId, title, updatedAt } = session
  return {
    output: {
      sessions: [{ sessionId, title, updatedAt }],
      messages: told.map((message) => ({
        role: message.role === 'user' ? ('user' as const) : ('assistant' as const),
        text: textOf(message),
        createdAt: message.metadata?.createdAt ?? 0,
      })),
    },
    tainted: !session.trusted || told.some(({ metadata }) => metadata?.tainted),
    private: told.some(({ metadata }) => metadata?.private),
  }
}

const textOf = ({ parts }: ChatMessage): string =>
  parts
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('\n')
    .slice(0, TEXT_LIMIT)
