import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import type { AppError } from '#protocol/errors.ts'
import { limitFiles } from '#testing/file-limit.ts'
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
  const { handle, db, receive, inbox, outbox } = way.boot()
  const clock = createManualClock()
  const events = createEvents()
  const told: TopicEvent[] = []
  events.subscribe((_topic, event) => void told.push(event))
  const log = { info: () => undefined, error: () => undefined }
  const storage = startStorage({ db, folder: way.folder, clock, events, log })
  return { raw: handle.raw, inbox, outbox, clock, told, storage, receive: storage.watch(receive) }
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

/** Where the writes of a commit begin in an empty write-ahead log (https://www.sqlite.org/fileformat2.html#walformat). */
const offsetOfWrite = (write: number): number => {
  if (write === 0) return 0
  const frame = 32 + Math.floor((write - 1) / 2) * (24 + 4096)
  return write % 2 === 1 ? frame : frame + 24
}

/**
 * Lets the disk be full at the first write of a commit, at the second and so on, until the commit needs no
 * more. Says what was promised and not kept.
 */
async function refuseEachWrite(
  admit: (receive: ReturnType<typeof open>['receive']) => ReturnType<typeof open>['receive'],
): Promise<{ writes: number; broken: string[] }> {
  const { raw, inbox, outbox, receive } = open()
  const platform = createTestPlatform()
  const take = admit(receive)
  const broken: string[] = []
  for (let write = 0; ; write++) {
    raw.pragma('wal_checkpoint(TRUNCATE)')
    const message = platform.write({ text: `${write} ${'x'.repeat(20_000)}` })
    limitFiles(process.pid, offsetOfWrite(write) + 1)
    const taking = take(message).then(
      () => 'acknowledged',
      (error: AppError) => error.code,
    )
    limitFiles(process.pid, 'unlimited')
    const outcome = await taking
    const stored = inbox().length - write
    if (outcome === 'acknowledged') {
      if (stored !== 1) broken.push(`write ${write}: acknowledged, ${stored} stored`)
      if (raw.pragma('integrity_check', { simple: true }) !== 'ok') broken.push('the file is damaged')
      return { writes: write, broken }
    }
    if (outbox().length > 0) broken.push(`write ${write}: a notice goes out`)
    if (outcome !== 'state_unwritable' || stored !== 0)
      broken.push(`write ${write}: ${outcome}, ${stored} stored`)
    await receive(message)
    await receive(message)
    if (inbox().length !== write + 1) broken.push(`write ${write}: ${inbox().length} of ${write + 1} stored`)
  }
}

describe('J7: a disk that is full at the nth write', () => {
  it('acknowledges nothing and takes all of it when there is room, for every write of a commit', async () => {
    const { writes, broken } = await refuseEachWrite((receive) => receive)
    expect(broken).toEqual([])
    expect(writes).toBeGreaterThanOrEqual(50)
  })

  it('J7: the check fails on a way in that acknowledges what it could not store', async () => {
    const { broken } = await refuseEachWrite(
      (receive) => (message) => receive(message).catch(() => undefined),
    )
    expect(broken).toEqual(['write 0: acknowledged, 0 stored'])
  })
})
