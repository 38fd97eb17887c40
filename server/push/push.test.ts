import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { savePushSubscription } from '#db/queries/access/push.ts'
import type { Approval } from '#protocol/access/approvals.ts'
import { type Scope, scope } from '#protocol/access/principal.ts'
import type { SystemEvent } from '#protocol/run-events.ts'
import { startPushService } from '#testing/push/service.ts'
import { openTestAccess } from '../auth/fixtures/test-access.ts'
import { openCredentialsFile } from '../config/credentials-file.ts'
import { openPushKeys } from '../config/push-keys.ts'
import { createEvents } from '../events.ts'
import { startPush } from './push.ts'
import { createPushKeys } from './push-keys.ts'

let service: Awaited<ReturnType<typeof startPushService>>
beforeAll(async () => {
  service = await startPushService()
})
beforeEach(() => {
  service.received.length = 0
  service.refused.length = 0
})
afterAll(() => service.stop())

const KEYS = createPushKeys()
const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }

function openHouse() {
  const access = openTestAccess()
  const { clock } = access
  const events = createEvents()
  const approvals = new Map<string, Approval>()
  const sent: Promise<unknown>[] = []
  const push = startPush({
    db: access.database.db,
    clock,
    events,
    pushKeys: { get: () => KEYS },
    credentials: access.credentials,
    names: () => ({ tailnet: 'machine.tail1234.ts.net' }),
    log: silent,
    findApproval: (id) => approvals.get(id),
    post(request) {
      const answer = service.post(request)
      sent.push(answer.catch(() => undefined))
      return answer
    },
  })
  return {
    ...push,
    access,
    clock,
    /** A browser that is let in and wants notices. */
    device(scopes: readonly Scope[] = ['read', 'chat', 'approve']) {
      const { credentialId } = access.credentials.browsers.admit({ name: 'phone', scopes })
      const subscription = service.subscribe(push.feature.get(credentialId).publicKey ?? '')
      push.feature.subscribe(credentialId, subscription)
      return { id: credentialId, ...subscription }
    },
    ask(id: string, kind: Approval['kind'] = 'tool') {
      const approval = { id, kind, status: 'pending', expiresAt: clock.now() + 3_600_000 } as Approval
      approvals.set(id, approval)
      events.system({ type: 'approval-change', approvalId: id, sessionId: 's' })
    },
    answer(id: string) {
      approvals.set(id, { ...(approvals.get(id) as Approval), status: 'allowed' })
      events.system({ type: 'approval-change', approvalId: id, sessionId: 's' })
    },
    end: (run: Partial<Extract<SystemEvent, { type: 'run-change' }>>) =>
      events.system({ type: 'run-change', runId: 'r', sessionId: 's-1', status: 'completed', ...run }),
    /** Until everything that was begun has its answer. */
    async settle() {
      // What seals is fetched at the first notice.
      await import('./seal.ts')
      for (let before = -1; before !== sent.length; ) {
        before = sent.length
        await new Promise((resolve) => setImmediate(resolve))
        await Promise.all(sent)
      }
    },
  }
}

const told = () => service.received.map(({ text }) => JSON.parse(text))

test('a browser is told of questions, approvals, answers that were long or in the background, and failures: of which kind and where, no more', async () => {
  const house = openHouse()
  const phone = house.device()
  house.ask('approval-1')
  house.ask('question-1', 'question')
  house.answer('approval-1')
  house.end({ durationMs: 59_000 })
  house.end({ durationMs: 2_000, background: true, sessionId: 's-job' })
  house.end({ durationMs: 61_000, sessionTitle: 'my secret plans' })
  house.end({ durationMs: 1_000, status: 'failed', sessionTitle: 'my secret plans' })
  house.end({ durationMs: 90_000, status: 'stopped' })
  house.end({ status: 'running' })
  await house.settle()

  expect(service.refused).toEqual([])
  expect(told()).toEqual(
    expect.arrayContaining([
      { kind: 'approval', id: 'approval-1' },
      { kind: 'question', id: 'question-1' },
      { kind: 'finished', id: 's-1' },
      { kind: 'finished', id: 's-job' },
      { kind: 'failed', id: 's-1' },
    ]),
  )
  expect(service.received).toHaveLength(5)
  expect(new Set(service.received.map(({ to }) => to))).toEqual(new Set([phone.endpoint]))
  // Nothing on the way tells one kind from another but how urgent it is.
  expect(new Set(service.received.map(({ bytes }) => bytes)).size).toBe(1)
  const byKind = Object.fromEntries(service.received.map((each) => [JSON.parse(each.text).kind, each]))
  expect(byKind.approval).toMatchObject({ urgency: 'high', ttl: 3_600 })
  expect(byKind.finished).toMatchObject({ urgency: 'normal', ttl: 86_400 })
  const topics = service.received.map(({ topic }) => topic)
  expect(new Set(topics).size).toBe(5)
  for (const topic of topics) expect(topic).toMatch(/^[\w-]{32}$/)

  // Of the same kind, the newest takes the place of what was not fetched yet.
  house.ask('approval-2')
  await house.settle()
  expect(service.received.at(-1)?.topic).toBe(byKind.approval?.topic)
})

test('a notice is sealed for its browser and signed by this gateway: for nobody else it is worth anything', async () => {
  const house = openHouse()
  const phone = house.device()
  const other = service.subscribe(KEYS.publicKey)
  // The address of one browser with the keys of another, and a browser that subscribed with another gateway.
  house.feature.subscribe(phone.id, { ...other, keys: phone.keys })
  expect(await house.feature.test(phone.id)).toEqual({ outcome: 'failed' })
  house.feature.subscribe(phone.id, service.subscribe(createPushKeys().publicKey))
  expect(await house.feature.test(phone.id)).toEqual({ outcome: 'failed' })
  expect(service.received).toEqual([])
  expect(service.refused).toHaveLength(1)

  house.feature.subscribe(phone.id, phone)
  expect(await house.feature.test(phone.id)).toEqual({ outcome: 'sent' })
  expect(told()).toEqual([{ kind: 'test', id: '' }])
})

test('a device that is looked at is told of nothing, one that vanished while it was is told afterwards', async () => {
  const house = openHouse()
  const [desk, phone] = [house.device(), house.device()]
  house.feature.look(desk.id, true)
  house.feature.look(phone.id, true)
  house.ask('seen')
  house.clock.advance(20_000)
  house.feature.look(desk.id, true)
  await house.settle()
  expect(service.received).toEqual([])
  house.clock.advance(11_000)
  await house.settle()
  expect(service.received.map(({ to }) => to)).toEqual([phone.endpoint])

  // Put away, which it says by itself: from now on it is told, but not of what it showed.
  house.feature.look(desk.id, false)
  house.clock.advance(60_000)
  await house.settle()
  expect(service.received).toHaveLength(1)
  house.ask('unseen')
  await house.settle()
  expect(service.received.map(({ to }) => to)).toContain(desk.endpoint)
})

test('a conversation that fails again and again is told of once in five minutes', async () => {
  const house = openHouse()
  house.device()
  for (const sessionId of ['s-1', 's-1', 's-2', 's-1']) {
    house.end({ sessionId, status: 'failed', durationMs: 1 })
  }
  await house.settle()
  expect(told().map(({ id }) => id)).toEqual(['s-1', 's-2'])
  house.clock.advance(5 * 60_000)
  house.end({ sessionId: 's-1', status: 'failed', durationMs: 1 })
  await house.settle()
  expect(told()).toHaveLength(3)
})

test('who may not decide is not called to do so', async () => {
  const house = openHouse()
  const reader = house.device(scope.options.filter((one) => one === 'read' || one === 'chat'))
  house.ask('approval')
  house.end({ status: 'failed', durationMs: 5 })
  await house.settle()
  expect(told()).toEqual([{ kind: 'failed', id: 's-1' }])
  expect(service.received[0]?.to).toBe(reader.endpoint)
})

test('a browser that was signed out, and one that gave its address up, are forgotten', async () => {
  const house = openHouse()
  const [lost, stolen, kept] = [house.device(), house.device(), house.device()]
  house.access.credentials.revoke({ id: stolen.id, kind: 'browser' }, { action: 'test', actor: '-' })
  service.forget(lost.endpoint)
  house.ask('approval')
  await house.settle()
  expect(service.received.map(({ to }) => to)).toEqual([kept.endpoint])
  await expect(house.feature.test(lost.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(house.feature.test(stolen.id)).rejects.toMatchObject({ code: 'not_found' })
  house.feature.unsubscribe(kept.id)
  await expect(house.feature.test(kept.id)).rejects.toMatchObject({ code: 'not_found' })

  // The same browser, let in anew: the address leads to one credential only.
  const again = house.device()
  const second = house.access.credentials.browsers.admit({ name: 'phone', scopes: ['read'] }).credentialId
  house.feature.subscribe(second, again)
  expect(house.feature.get(again.id).endpoint).toBeNull()
  expect(house.feature.get(second).endpoint).toBe(again.endpoint)
})

test('a push service that is busy is asked again when it said, and three times at most', async () => {
  const house = openHouse()
  house.device()
  service.plan({ status: 429, retryAfter: 30 }, { status: 503 })
  house.ask('approval')
  await house.settle()
  house.clock.advance(29_000)
  await house.settle()
  expect(service.received).toEqual([])
  house.clock.advance(1_000)
  await house.settle()
  house.clock.advance(60_000)
  await house.settle()
  expect(told()).toEqual([{ kind: 'approval', id: 'approval' }])

  service.received.length = 0
  service.plan({ status: 500 }, { status: 500 }, { status: 500 })
  house.ask('another')
  for (const _ of Array.from({ length: 6 })) {
    await house.settle()
    house.clock.advance(600_000)
  }
  expect(service.received).toEqual([])
  house.stop()
})

test('a credential whose time is over ends also where its address can not be forgotten, and after the stop nobody is asked', async () => {
  const house = openHouse()
  const phone = house.device()
  const { raw } = house.access.database
  raw.pragma('query_only = ON')
  house.access.credentials.announceEnded(phone.id)
  raw.pragma('query_only = OFF')

  service.plan({ status: 503 })
  house.ask('approval')
  await house.settle()
  house.stop()
  house.access.stop()
  raw.close()
  // What goes wrong in here is nobody's to catch: it would end the gateway, and this run of the tests.
  house.clock.advance(600_000)
  await house.settle()
  expect(service.received).toEqual([])
})

test('the keys are made once, readable by their owner only, and stay', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'openclaw-push-')), 'credentials.json')
  const hidden: string[] = []
  const open = () => openPushKeys(openCredentialsFile(file), (secrets) => hidden.push(...secrets))
  const made = open().get(createPushKeys)
  expect(open().get(createPushKeys)).toEqual(made)
  expect(open().secrets()).toEqual([made.privateKey])
  expect(hidden).toEqual([made.privateKey])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(JSON.parse(readFileSync(file, 'utf8')).push).toEqual(made)
})

test('F13: only the address of a public push service is kept', () => {
  const house = openHouse()
  const { id, keys } = house.device()
  const wrong = [
    'http://push.example.org/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://[::1]/x',
    'https://[::ffff:7f00:1]/x',
    'https://localhost/x',
    'https://gateway.localhost/x',
    'https://machine.tail1234.ts.net/x',
    'https://printer.local/x',
    'https://metadata.google.internal/x',
    'https://intranet/x',
    'https://push.example.org:18789/x',
    'https://user:secret@push.example.org/x',
    'not an address',
  ]
  for (const endpoint of wrong) {
    expect(() => house.feature.subscribe(id, { endpoint, keys }), endpoint).toThrow('public push service')
  }
  savePushSubscription(house.access.database.db, {
    credentialId: id,
    subscription: { endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/abc', keys },
    now: 0,
  })
  expect(house.feature.get(id).endpoint).toContain('mozilla')
})
