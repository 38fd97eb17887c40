import { expect, it, onTestFinished } from 'vitest'
import { listCommandRuns } from '#db/queries/commands.ts'
import { OWNER_SCOPES, type Principal } from '#protocol/access/principal.ts'
import { createEvents } from '../../events.ts'
import { createWayIn } from '../fixtures/way-in.ts'
import { createCommands } from './commands.ts'

it('a command that waits for others keeps the gateway from stopping only for a moment, and is answered after the next start', async () => {
  const house = createWayIn()
  const { db, handle, chat, commands: said, sessions } = house.boot()
  onTestFinished(() => {
    handle.close()
    house.remove()
  })
  const principal: Principal = { role: 'owner', scopes: [...OWNER_SCOPES], credentialId: 'browser' }
  const message = {
    text: '/compact',
    idempotencyKey: 'key',
    channel: 'web',
    fromAgent: async () => false,
  } as const
  await chat.send({ principal, sessionId: sessions.getMain().id, ...message })
  const settled: string[] = []
  const start = (reply: () => Promise<string>) =>
    createCommands({
      db,
      clock: house.clock,
      events: createEvents(),
      contacts: { findRole: () => 'owner' },
      reply,
      settle: (_tx, { text }) => void settled.push(text),
      failpoint() {},
      log: { error() {} },
    })

  const first = start(() => new Promise(() => {}))
  for (const runId of said) first.perform(runId)
  const stopped = first.stop()
  house.clock.advance(1_000)
  await stopped
  expect(listCommandRuns(db)).toHaveLength(1)

  const next = start(async () => 'shorter')
  next.recover()
  await next.stop()
  expect(settled).toEqual(['shorter'])
  expect(listCommandRuns(db)).toEqual([])
})
