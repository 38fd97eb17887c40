import { listDifferences } from '#protocol/config/changes.ts'
import { parseJsonc } from '#protocol/config/parse.ts'
import { valueAt } from '#protocol/config/path.ts'
import type { Difference } from '../draft.ts'

/** What two texts say differently, also where no field is. */
export function listTextChanges(before: string, after: string): Difference[] {
  const [old, next] = [before, after].map((text) => {
    const parsed = parseJsonc(text)
    return parsed.ok ? parsed.value : {}
  })
  return listDifferences(before, after).map((path) => ({
    path,
    before: valueAt(old, path),
    after: valueAt(next, path),
  }))
}
