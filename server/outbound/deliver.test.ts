import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createInboxRow, startInboxRow } from '#db/queries/inbox.ts'
import { listTroubledDeliveries } from '#db/queries/outbox.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { createTestPlatform } from '#testing/test-channel.ts'
import { createEvents } from '../events.ts'
import { startDelivery } from './deliver.ts'
import { createSettle } from './settle.ts'

let database: ReturnType<typeof createTempDatabase>
let stop: () => Promise<void>
beforeEach(() => {
  database = createTempDatabase()
})
afterEach(async () => {
  await stop()
  database.remove()
})

/** A gateway whose runs end by hand, connected to a platform that outlives it. */
function createWayOut(habits: { knowsKeys?: boolean; turn?: () => Promise<void> } = {}) {
  const platform = createTestPlatform({ textLimit: 190, ...habits })
  const clock = createManualClock()
  const { turn } = habits
  const pace = turn === undefined ? {} : { turn }
  let runs = 0

  async function boot(failpoint: (name: string) => void = () => {}) {
    const { db, raw } = database.open()
    const events = createEvents()
    const warnings: string[] = []
    const channel = { ...platform.connect(), ...pace }
    await channel.start(async () => {})
    const findChannel = (name: string) => (name === 'test' ? channel : undefined)
    const settle = createSettle({ clock, findChannel })
    const log = { warn: (message: string) => void warnings.push(message) }
    const delivery = startDelivery({ db, clock, findChannel, events, log, failpoint })
    stop = delivery.stop

    /** A message came in and its run ended, all committed. */
    function endRun(
      text: string,
      at: { chatId?: string; status?: RunEndStatus; channel?: string } = {},
    ): string {
      const { chatId = 'chat-1', status = 'completed', channel: name = 'test' } = at
      const runId = `run-${++runs}`
      createInboxRow(db, {
        id: runId,
        channel: name,
        account: 'default',
        eventId: runId,
        chatId,
        chatKind: 'direct',
        externalMessageId: runId,
        senderId: 'sender-1',
        senderName: 'Sam',
        text: 'question',
        receivedAt: clock.now(),
      })
      startInboxRow(db, { id: runId, runId, disposition: 'started' })
      const end = { runId, sessionId: 'session-1', status, messageId: 'm', text }
      db.transaction((tx) => settle(tx, end), { behavior: 'immediate' })
      db.transaction((tx) => settle(tx, end), { behavior: 'immediate' })
      events.session('session-1', { type: 'run-end', runId, status })
      return runId
    }
    const states = () => raw.prepare('select state from outbox order by rowid').pluck().all()
    const inboxOf = (runId: string) => raw.prepare('select state, reason from inbox where id = ?').get(runId)
    return { db, endRun, states, inboxOf, warnings, delivery, settled }
  }
  return { platform, clock, boot }
}

/** Resolves when what happens in memory has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

const texts = (platform: ReturnType<typeof createTestPlatform>) =>
  platform.delivered().map(({ text }) => text)

describe('an answer to a platform', () => {
  it('arrives in order, in parts, each once, and its message is settled', async () => {
    const { platform, boot } = createWayOut()
    const gateway = await boot()
    const runId = gateway.endRun(`${'a'.repeat(90)}\n\n${'b'.repeat(90)}\n\nend`)
    await gateway.settled()
    expect(texts(platform)).toEqual(['a'.repeat(90), `${'b'.repeat(90)}\n\nend`])
    expect(gateway.states()).toEqual(['sent', 'sent'])
    expect(gateway.inboxOf(runId)).toEqual({ state: 'replied', reason: null })
  })

  it.each([
    ['stopped', 'silent'],
    ['failed', 'failed'],
    ['interrupted', 'failed'],
  ] as const)('that %s tells the other side so', async (status, state) => {
    const { platform, boot } = createWayOut()
    const gateway = await boot()
    const runId = gateway.endRun('', { status })
    await gateway.settled()
    expect(platform.delivered()).toHaveLength(1)
    expect(gateway.inboxOf(runId)).toEqual({ state, reason: status })
  })

  it('for the panel stays in its session', async () => {
    const { boot } = createWayOut()
    const gateway = await boot()
    const runId = gateway.endRun('hello', { channel: 'web' })
    expect(gateway.states()).toEqual([])
    expect(gateway.inboxOf(runId)).toEqual({ state: 'replied', reason: null })
  })

  it('waits behind a refused one of its chat, but not behind another chat', async () => {
    const { platform, clock, boot } = createWayOut()
    const gateway = await boot()
    platform.failNext({ kind: 'refuse', permanent: false, retryAfterMs: 5_000 })
    gateway.endRun('first')
    await gateway.settled()
    gateway.endRun('second')
    gateway.endRun('elsewhere', { chatId: 'chat-2' })
    await gateway.settled()
    expect(texts(platform)).toEqual(['elsewhere'])
    clock.advance(4_999)
    await gateway.settled()
    expect(platform.attempts()).toBe(2)
    clock.advance(1)
    await gateway.settled()
    expect(texts(platform)).toEqual(['elsewhere', 'first', 'second'])
  })

  it('is tried with longer pauses for a day, then shown as failed', async () => {
    const { platform, clock, boot } = createWayOut()
    const gateway = await boot()
    const refuse = { kind: 'refuse', permanent: false } as const
    const halfADay = { ...refuse, retryAfterMs: 12 * 60 * 60_000 }
    platform.failNext(refuse, refuse, refuse, halfADay, halfADay, refuse)
    gateway.endRun('hello')
    for (const [done, pause] of [1_000, 2_000, 4_000, 12 * 60 * 60_000, 12 * 60 * 60_000].entries()) {
      await gateway.settled()
      clock.advance(pause - 1)
      expect(platform.attempts()).toBe(done + 1)
      clock.advance(1)
    }
    await gateway.settled()
    expect(gateway.states()).toEqual(['failed'])
    expect(gateway.warnings).toEqual(['An answer to test could not be delivered'])
  })

  it('that is refused for good is shown as failed, and the next one goes on', async () => {
    const { platform, boot } = createWayOut()
    const gateway = await boot()
    platform.failNext({ kind: 'refuse', permanent: true })
    gateway.endRun('blocked')
    gateway.endRun('next')
    await gateway.settled()
    expect(gateway.states()).toEqual(['failed', 'sent'])
    expect(listTroubledDeliveries(gateway.db)).toMatchObject([
      { text: 'blocked', lastError: 'refused by the platform' },
    ])
  })

  it('whose receipt is lost is kept as uncertain and never sent again', async () => {
    const { platform, clock, boot } = createWayOut()
    const gateway = await boot()
    platform.failNext({ kind: 'drop-after-accept' })
    gateway.endRun('perhaps')
    await gateway.settled()
    clock.advance(48 * 60 * 60_000)
    await stop()
    const revived = await boot()
    await revived.settled()
    expect(revived.states()).toEqual(['uncertain'])
    expect(platform.attempts()).toBe(1)
  })

  it.each(['outbound.before-send', 'outbound.after-send'])(
    'cut off at %s is shown, not repeated',
    async (name) => {
      const { platform, boot } = createWayOut()
      const doomed = await boot((reached) => {
        if (reached === name) throw new Error('the process ends here')
      })
      doomed.endRun('perhaps')
      await Promise.resolve()
      await stop()
      const revived = await boot()
      await revived.settled()
      expect(revived.states()).toEqual(['uncertain'])
      expect(revived.warnings[0]).toContain('may not have arrived')
      expect(platform.attempts()).toBe(name === 'outbound.after-send' ? 1 : 0)
    },
  )

  it('whose receipt is lost is sent again where the platform knows its key, in order and once', async () => {
    const { platform, clock, boot } = createWayOut({ knowsKeys: true })
    const gateway = await boot()
    platform.failNext({ kind: 'drop-after-accept' }, { kind: 'refuse', permanent: false })
    gateway.endRun('first')
    await gateway.settled()
    gateway.endRun('second')
    await gateway.settled()
    expect(gateway.states()).toEqual(['sending', 'pending'])
    clock.advance(1_000)
    await gateway.settled()
    expect(texts(platform)).toEqual(['first'])
    clock.advance(2_000)
    await gateway.settled()
    expect(texts(platform)).toEqual(['first', 'second'])
    expect(gateway.states()).toEqual(['sent', 'sent'])
    expect(gateway.warnings).toEqual([])
  })

  it('is shown as uncertain once its platform may have forgotten the key, even if it is refused then', async () => {
    const { platform, clock, boot } = createWayOut({ knowsKeys: true })
    const gateway = await boot()
    platform.failNext(
      { kind: 'drop-after-accept' },
      { kind: 'refuse', permanent: false, retryAfterMs: 40 * 60_000 },
    )
    gateway.endRun('perhaps')
    await gateway.settled()
    clock.advance(1_000)
    await gateway.settled()
    clock.advance(40 * 60_000)
    await gateway.settled()
    expect(gateway.states()).toEqual(['uncertain'])
    expect(platform.attempts()).toBe(2)
  })

  it('that is refused for good after it may have arrived is uncertain, not failed', async () => {
    const { platform, clock, boot } = createWayOut({ knowsKeys: true })
    const gateway = await boot()
    platform.failNext({ kind: 'drop-after-accept' }, { kind: 'refuse', permanent: true })
    gateway.endRun('perhaps')
    await gateway.settled()
    clock.advance(1_000)
    await gateway.settled()
    expect(gateway.states()).toEqual(['uncertain'])
  })

  it.each(['outbound.before-send', 'outbound.after-send'])(
    'cut off at %s arrives once after the restart where the platform knows its key',
    async (name) => {
      const { platform, boot } = createWayOut({ knowsKeys: true })
      const doomed = await boot((reached) => {
        if (reached === name) throw new Error('the process ends here')
      })
      doomed.endRun('hello')
      await Promise.resolve()
      await stop()
      const revived = await boot()
      await revived.settled()
      expect(revived.states()).toEqual(['sent'])
      expect(texts(platform)).toEqual(['hello'])
      expect(revived.warnings).toEqual([])
    },
  )

  it('that was cut off too long ago is shown although the platform knew its key', async () => {
    const { platform, clock, boot } = createWayOut({ knowsKeys: true })
    const doomed = await boot((reached) => {
      if (reached === 'outbound.after-send') throw new Error('the process ends here')
    })
    doomed.endRun('perhaps')
    await Promise.resolve()
    await stop()
    clock.advance(30 * 60_000)
    const revived = await boot()
    await revived.settled()
    expect(revived.states()).toEqual(['uncertain'])
    expect(platform.attempts()).toBe(1)
  })

  it('that is pending at a stop goes out after the restart, once', async () => {
    const { platform, clock, boot } = createWayOut()
    const gateway = await boot()
    platform.failNext({ kind: 'refuse', permanent: false })
    gateway.endRun('later')
    await gateway.settled()
    await stop()
    clock.advance(60_000)
    const revived = await boot()
    await revived.settled()
    expect(texts(platform)).toEqual(['later'])
  })

  it('goes out at once where the clock was set back a day while it waited, refused before or not', async () => {
    const { platform, clock, boot } = createWayOut()
    const gateway = await boot()
    platform.failNext({ kind: 'refuse', permanent: false })
    gateway.endRun('refused')
    await gateway.settled()
    gateway.endRun('behind it')
    await gateway.settled()
    await stop()
    clock.advance(-24 * 60 * 60_000)
    const revived = await boot()
    await revived.settled()
    expect(texts(platform)).toEqual(['refused', 'behind it'])
  })

  it('that is on its way is awaited by a stop', async () => {
    const { platform, boot } = createWayOut()
    const gateway = await boot()
    platform.failNext({ kind: 'hold' })
    gateway.endRun('slow')
    const stopping = gateway.delivery.stop()
    platform.release()
    await stopping
    expect(gateway.states()).toEqual(['sent'])
  })

  it('waits for the pace of its platform before it is begun, and is no doubt where a stop comes first', async () => {
    const turns: (() => void)[] = []
    const { platform, boot } = createWayOut({ turn: () => new Promise((resolve) => turns.push(resolve)) })
    const gateway = await boot()
    gateway.endRun('patient')
    await gateway.settled()
    expect([platform.attempts(), gateway.states()]).toEqual([0, ['pending']])
    await gateway.delivery.stop()
    const revived = await boot()
    expect(revived.states()).toEqual(['pending'])
    turns.at(-1)?.()
    await revived.settled()
    expect(texts(platform)).toEqual(['patient'])
  })
})
