import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { createEvents } from '../events.ts'
import type { Log } from '../log.ts'
import { startKeeping } from './keeping.ts'

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }

/** A thread in which a search never ends, and a copy ends when it is told to. */
const SLOW_THREAD = `
import { writeFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ id, job }) => {
  if (job.kind !== 'copy') return
  const channel = new BroadcastChannel('copying')
  channel.onmessage = () => {
    channel.close()
    writeFileSync(job.to, '')
    parentPort.postMessage({ id, answer: { kind: 'copy', contents: { sessions: 1, messages: 2 } } })
  }
  channel.postMessage('begun')
})`

test('a search that is given up does not end the backup that is being made beside it', async () => {
  const temp = createTempDatabase()
  const clock = createManualClock()
  const entry = join(temp.folder, 'thread.mjs')
  writeFileSync(entry, SLOW_THREAD)
  const unused = () => {
    throw new Error('Nothing is exported here.')
  }
  const { search, backups, stop } = startKeeping({
    db: temp.open().db,
    database: temp.file,
    state: temp.folder,
    entry,
    clock,
    events: createEvents(),
    log: silent,
    failpoint: () => {},
    isBusy: () => false,
    getSession: unused,
    history: unused,
  })
  const copying = new BroadcastChannel('copying')
  const isBegun = new Promise((resolve) => {
    copying.onmessage = resolve
  })
  onTestFinished(async () => {
    copying.close()
    await stop()
    temp.remove()
  })

  const backup = backups.create()
  await isBegun
  const found = search.messages({ query: 'words', limit: 1 })
  clock.advance(5_000)
  await expect(found).rejects.toMatchObject({ code: 'too_many' })
  copying.postMessage('end')
  expect(await backup).toMatchObject({ verified: true })
})
