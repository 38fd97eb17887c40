import { renderBlocks } from './blocks.ts'
import { cleanText, countVisible, escapeHtml } from './characters.ts'
import { readMarkdown } from './markdown.ts'

/** Most UTF-16 units of a message, as people see it. Source: core.telegram.org/bots/api, sendMessage. */
const VISIBLE_LIMIT = 4_096

/**
 * Markdown as HTML for `parse_mode: HTML`. It is always valid, and a markdown of at most 4,096 UTF-16 units is one
 * message always: where columns, blank lines or numbers would make it longer than Telegram takes, it is set
 * closer, and at last shown as it is written.
 */
export function renderTelegram(markdown: string): string {
  const text = cleanText(markdown)
  const tokens = readMarkdown(text)
  if (tokens) {
    for (const isTight of [false, true]) {
      const html = renderBlocks(tokens, { isTight }).join('\n')
      const length = countVisible(html)
      if (length > 0 && length <= VISIBLE_LIMIT) return html
    }
  }
  return escapeHtml(text)
}
