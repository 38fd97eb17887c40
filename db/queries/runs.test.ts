import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createTempDatabase } from '../fixtures/temp-database.ts'
import { findQueuedRun, hasHeldRun, hasOpenRun, listQueuedRuns } from './runs.ts'

let temp: ReturnType<typeof createTempDatabase>
beforeEach(() => {
  temp = createTempDatabase()
})
afterEach(() => temp.remove())

it.each([findQueuedRun, listQueuedRuns, hasOpenRun, hasHeldRun])(
  '%o reads the runs of its session that are in that state, and no other',
  (query) => {
    const { db, raw } = temp.open()
    const prepare = vi.spyOn(raw, 'prepare')
    query(db, 'a session')
    const [source = ''] = prepare.mock.calls.at(-1) ?? []
    const values = [...source.matchAll(/\?/g)].map(() => 'x')
    const plan = raw.prepare(`explain query plan ${source}`).all(...values) as { detail: string }[]
    expect(source).toContain('"runs"')
    expect(plan[0]?.detail).toMatch(/^SEARCH runs USING .*INDEX runs_session \(session_id=\? AND status=\?/)
  },
)
