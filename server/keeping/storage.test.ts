import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { createTestPlatform } from '#testing/test-channel.ts'
import { createEvents, type TopicEvent } from '../events.ts'
import { createWayIn } from '../inbound/fixtures/way-in.ts'
import { startStorage } from './storage.ts'

const contacts = { findRole: () => 'guest' as const, isGroupAllowed: () => true }
let way: ReturnType<typeof createWayIn>
beforeEach(() => {
  way = createWayIn({ contacts, folder: createTempDatabase().folder })
})
afterEach(() => way.remove())

function open() {
  const { handle, db, receive, inbox } = way.boot()
  const clock = createManualClock()
  const events = createEvents()
  const told: TopicEvent[] = []
  events.subscribe((_topic, event) => void told.push(event))
  const log = { info: () => undefined, error: () => undefined }
  const storage = startStorage({ db, folder: way.folder, clock, events, log })
  return { raw: handle.raw, inbox, clock, told, storage, receive: storage.watch(receive) }
}

describe('J7 a disk that takes nothing more', () => {
  it.each<[string, (raw: ReturnType<typeof open>['raw'], refuses: boolean) => void]>([
    [
      'full',
      (raw, refuses) => {
        const pages = refuses ? raw.pragma('page_count', { simple: true }) : 1_000_000
        raw.pragma(`max_page_count = ${Number(pages)}`)
      },
    ],
    ['read-only', (raw, refuses) => void raw.pragma(`query_only = ${refuses ? 'ON' : 'OFF'}`)],
  ])(
    '%s: nothing is acknowledged, everybody is told once, and it goes on when there is room',
    async (_, set) => {
      const { raw, inbox, clock, told, storage, receive } = open()
      const platform = createTestPlatform()
      await receive(platform.write({ text: 'before' }))
      set(raw, true)
      const message = platform.write({ text: 'x'.repeat(200_000) })
      for (let turn = 0; turn < 3; turn++) {
        await expect(receive(message)).rejects.toMatchObject({ code: 'state_unwritable' })
      }
      expect(inbox()).toHaveLength(1)
      expect(storage.health()).toMatchObject({ writable: false, problem: expect.any(String) })
      expect(told.filter((event) => event.type === 'storage-change')).toMatchObject([{ writable: false }])

      set(raw, false)
      clock.advance(5_000)
      expect(storage.health()).toMatchObject({ writable: true })
      expect(told.at(-1)).toMatchObject({ type: 'storage-change', writable: true, problem: null })
      await receive(message) // the platform sends again what was not acknowledged
      await receive(message)
      expect(inbox()).toHaveLength(2)
    },
  )
})
