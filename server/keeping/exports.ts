import { createExporter } from '#protocol/chat/export.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatHistory, SessionSummary } from '#protocol/sessions.ts'
import type { ExportsFeature } from './contract.ts'

/** Below the largest frame, with room for what JSON adds to a text inside a text. In UTF-8 bytes. */
const CONTENT_LIMIT = 6 * 1024 * 1024
const PAGE = 200

/** Writes a whole conversation, page by page from the newest back, as long as it fits into one answer. */
export function createExports(deps: {
  getSession: (sessionId: string) => SessionSummary
  history: (sessionId: string, page: { before?: string | undefined; limit: number }) => ChatHistory
}): ExportsFeature {
  const { getSession, history } = deps
  return {
    session(sessionId, format) {
      const exporter = createExporter(getSession(sessionId), format)
      const pages: ChatHistory['messages'][] = []
      let size = 0
      let before: string | undefined
      for (let hasMore = true; hasMore; ) {
        const page = history(sessionId, { before, limit: PAGE })
        size += Buffer.byteLength(JSON.stringify(page.messages))
        if (size > CONTENT_LIMIT) throw tooLarge(sessionId, format)
        pages.unshift(page.messages)
        before = page.messages[0]?.id
        hasMore = page.hasMore && before !== undefined
      }
      const body = pages.flat().map(exporter.message).join('')
      return { filename: exporter.filename, content: exporter.begin() + body + exporter.end() }
    },
  }
}

const tooLarge = (sessionId: string, format: string): AppError =>
  new AppError(
    'too_large',
    `This conversation is too large for one download. Use: openclaw sessions export ${sessionId} --format ${format} --out <file>`,
  )
