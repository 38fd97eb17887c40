import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type DatabaseHandle, openDatabase } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'
import { saveHearing } from '#db/queries/channels/hearings.ts'
import { createInboxRow } from '#db/queries/inbox.ts'
import { createOutboxRow } from '#db/queries/outbox.ts'
import { createChance } from '#testing/chat-platform/chance.ts'

const MIGRATIONS = path.join(import.meta.dirname, '..', '..', 'db', 'migrations')
const TRANSACTIONS = 40
const CUTS = 500

const folder = mkdtempSync(path.join(tmpdir(), 'openclaw-torn-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One message in, one answer out, when the platform was heard: three tables that a transaction changes together. */
function write(handle: DatabaseHandle, number: number): void {
  const at = number
  handle.db.transaction(
    (tx) => {
      createInboxRow(tx, {
        id: `in-${number}`,
        channel: 'test',
        account: 'bot',
        eventId: `event-${number}`,
        chatId: 'chat',
        chatKind: 'direct',
        externalMessageId: `message-${number}`,
        senderId: 'sam',
        senderName: 'Sam',
        text: 'x'.repeat(number * 37),
        receivedAt: at,
      })
      const address = { channel: 'test', account: 'bot' }
      createOutboxRow(tx, {
        id: `out-${number}`,
        runId: `run-${number}`,
        part: 0,
        ...address,
        chatId: 'chat',
        text: 'y'.repeat(number * 53),
        createdAt: at,
      })
      saveHearing(tx, address, { heardAt: at })
    },
    { behavior: 'immediate' },
  )
}

/** A database whose last transactions stand only in the log, and the log's length after each of them. */
function makeLog(): { file: string; log: Buffer; lengths: number[] } {
  const file = path.join(folder, 'source.db')
  const handle = openDatabase(file)
  migrateDatabase(handle, MIGRATIONS)
  handle.raw.pragma('wal_checkpoint(TRUNCATE)')
  handle.raw.pragma('wal_autocheckpoint = 0')
  const lengths: number[] = []
  for (let number = 1; number <= TRANSACTIONS; number += 1) {
    write(handle, number)
    lengths.push(readFileSync(`${file}-wal`).length)
  }
  const log = readFileSync(`${file}-wal`)
  copyFileSync(file, path.join(folder, 'kept.db'))
  handle.close()
  return { file: path.join(folder, 'kept.db'), log, lengths }
}

/** What a start finds after a power cut that left this much of the log. */
function readAfter(
  file: string,
  log: Buffer,
): { integrity: unknown; inbox: number; outbox: number; heard: number } {
  const torn = path.join(folder, 'torn.db')
  for (const ending of ['', '-wal', '-shm']) rmSync(`${torn}${ending}`, { force: true })
  copyFileSync(file, torn)
  writeFileSync(`${torn}-wal`, log)
  const handle = openDatabase(torn)
  const count = (sql: string) => Number(handle.raw.prepare(sql).pluck().get() ?? 0)
  const found = {
    integrity: handle.raw.pragma('integrity_check', { simple: true }),
    inbox: count('select count(*) from inbox'),
    outbox: count('select count(*) from outbox'),
    heard: count('select heard_at from channel_hearings'),
  }
  handle.close()
  return found
}

it(`J8: a log that is cut or garbled at ${CUTS} places keeps whole transactions, and all that were whole`, {
  timeout: 120_000,
}, () => {
  const { file, log, lengths } = makeLog()
  const seed = Math.floor(Math.random() * 1_000_000)
  const chance = createChance(seed)
  for (let cut = 0; cut < CUTS; cut += 1) {
    const place = Math.floor(chance() * log.length)
    const garbled = Buffer.from(log)
    if (cut % 2 === 0) garbled.fill(Math.floor(chance() * 256), place, place + 1 + Math.floor(chance() * 512))
    const found = readAfter(file, cut % 2 === 0 ? garbled : log.subarray(0, place))
    const { inbox } = found
    expect(found, `seed ${seed}, cut ${cut} at ${place}`).toEqual({
      integrity: 'ok',
      inbox,
      outbox: inbox,
      heard: inbox,
    })
    expect(inbox).toBeGreaterThanOrEqual(lengths.filter((length) => length <= place).length)
  }
})
