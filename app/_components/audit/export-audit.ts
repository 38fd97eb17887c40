import type { Answers } from '../../_lib/trpc.ts'
import { saveFile } from '../files/save-file.ts'

type Page = Answers['audit']['list']
type Question = { limit: number; before?: number }

/** As many lines as the gateway gives at once. */
const AT_ONCE = 500

/** Saves all lines that a filter lets through as one JSON file, with the state of their chain. */
export async function exportAudit(list: (question: Question) => Promise<Page>): Promise<void> {
  const entries: Page['entries'] = []
  let page = await list({ limit: AT_ONCE })
  const { chain, brokenAfter } = page
  for (;;) {
    entries.push(...page.entries)
    const last = page.entries.at(-1)
    if (!last || page.entries.length < AT_ONCE) break
    page = await list({ limit: AT_ONCE, before: last.id })
  }
  const exportedAt = new Date().toISOString()
  const text = JSON.stringify({ exportedAt, chain, brokenAfter, entries }, null, 2)
  saveFile(new Blob([text], { type: 'application/json' }), `openclaw-audit-${exportedAt.slice(0, 10)}.json`)
}
