import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createInboxRow, startInboxRow } from '#db/queries/inbox.ts'
import { listTroubledDeliveries } from '#db/queries/outbox.ts'
import type { AttachmentData } from '#protocol/media.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { createTelegram } from '../channels/telegram/telegram.ts'
import { noFailpoints } from '../clock.ts'
import { createEvents } from '../events.ts'
import { startDelivery } from '../outbound/deliver.ts'
import { createSettle } from '../outbound/settle.ts'
import { createMediaStore } from './store.ts'

let database: ReturnType<typeof createTempDatabase>
let telegram: TestTelegram
beforeEach(async () => {
  database = createTempDatabase()
  telegram = await startTelegram()
})
afterEach(async () => {
  await telegram.stop()
  database.remove()
})

it('files go out after the text of their answer, each once, and are told of where they are gone', async () => {
  const { db } = database.open()
  const folder = join(database.folder, 'media')
  mkdirSync(folder)
  const clock = createManualClock()
  const events = createEvents()
  const limits = () => ({ maxBytes: 1_000, totalBytes: 9_000, days: 30 })
  const store = createMediaStore({ db, clock, folder, limits, failpoint: noFailpoints })
  telegram.open(41)
  const channel = createTelegram(
    { account: 'default', token: telegram.token, apiRoot: telegram.url, setting: 'a.token' },
    { clock, log: { info() {}, warn() {} }, changed() {} },
  )
  await channel.start(async () => {})
  const findChannel = () => channel
  const settle = createSettle({ clock, findChannel })
  const gone = Promise.withResolvers<void>()
  const delivery = startDelivery({
    db,
    clock,
    findChannel,
    findFile: store.find,
    events,
    log: { warn: () => gone.resolve() },
    failpoint: noFailpoints,
  })

  async function* bytes() {
    yield Buffer.from('words')
  }
  const kept = await store.add({ bytes: bytes(), name: 'notes.md' })
  const files: AttachmentData[] = [
    { ...kept, state: 'ready', caption: 'my notes' },
    { ...kept, mediaId: 'gone', state: 'ready' },
  ]
  const place = { channel: 'telegram', account: 'default', chatId: '41', chatKind: 'direct' } as const
  const sender = { senderId: '41', senderName: 'Sam', text: 'notes?' }
  const ids = { id: 'run', eventId: 'e', externalMessageId: 'm' }
  createInboxRow(db, { ...ids, ...place, ...sender, receivedAt: clock.now() })
  startInboxRow(db, { id: 'run', runId: 'run', disposition: 'started' })
  const end = { runId: 'run', sessionId: 's', status: 'completed', messageId: 'm', text: '', files } as const
  // Twice is once.
  for (const _ of [1, 2]) db.transaction((tx) => settle(tx, end), { behavior: 'immediate' })
  delivery.wake()
  // The pace of a chat: one message a second.
  const seconds = setInterval(() => clock.advance(1_100), 20)
  await gone.promise
  clearInterval(seconds)
  expect(telegram.sent().map(({ method }) => method)).toEqual(['sendDocument'])
  expect(telegram.texts(41)).toEqual(['my notes'])
  expect(listTroubledDeliveries(db)).toMatchObject([
    { state: 'failed', lastError: expect.stringContaining('not kept') },
  ])
  await delivery.stop()
  await channel.stop()
})
