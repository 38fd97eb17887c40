import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createPairingRequest } from '#db/queries/access/pairing.ts'
import { enterRace } from './fixtures/racer.ts'

const HOUR_MS = 60 * 60_000

let racer: ChildProcess
beforeAll(async () => {
  racer = fork(join(import.meta.dirname, 'fixtures', 'racer.ts'))
  await once(racer, 'message')
})
afterAll(() => racer.disconnect())

/** This process and another one approve the same requests at once: how often somebody won, and how many were let in. */
async function race(rule: 'atomic' | 'careless', rounds: number) {
  const database = createTempDatabase()
  const { db } = database.open()
  const now = Date.now()
  const of = { kind: 'person', channel: 'test', account: 'default', language: 'en' } as const
  db.transaction((tx) => {
    for (let round = 0; round < rounds; round += 1) {
      const id = String(round).padStart(6, '0')
      const who = { id, code: id, senderId: id, chatId: id, name: id, hadHidden: false, secretHash: null }
      createPairingRequest(tx, { ...of, ...who, createdAt: now, expiresAt: now + HOUR_MS })
    }
  })
  const ours = enterRace(database.file, rule)
  racer.send([database.file, rule])
  await once(racer, 'message')
  const theirs = once(racer, 'message')
  await new Promise((resolve) => racer.send(['go', 'now'], resolve))
  const won = [...ours.run(), ...((await theirs) as [string[]])[0]]
  ours.leave()
  database.remove()
  return { wins: won.length, distinct: new Set(won).size }
}

it('B8: of two approvals at once, by two processes, exactly one wins, a thousand times', async () => {
  expect(await race('atomic', 1_000)).toEqual({ wins: 1_000, distinct: 1_000 })
})

it('B8: the planted bug, a decision that does not look at the state, is found', async () => {
  // On a busy machine the two may run one after the other, and then there is nothing to see.
  let wins = 0
  for (let attempt = 0; attempt < 20 && wins <= 300; attempt += 1) wins = (await race('careless', 300)).wins
  expect(wins).toBeGreaterThan(300)
})
