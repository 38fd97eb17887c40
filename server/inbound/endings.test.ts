import { expect, it, onTestFinished } from 'vitest'
import { saveAllowedGroup, saveContact } from '#db/queries/access/contacts.ts'
import { deleteSession } from '#db/queries/keeping/session-removal.ts'
import { endRun } from '#db/queries/runs/held.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import { CHAT_TEXT_LIMIT } from '#protocol/sessions.ts'
import { createTestPlatform } from '#testing/test-channel.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { createSettle } from '../outbound/settle.ts'
import { createWayIn } from './fixtures/way-in.ts'

type Gateway = ReturnType<ReturnType<typeof createWayIn>['boot']>
interface Ending {
  path: string
  message?: Partial<InboundMessage>
  /** How the run ends that the message got; absent where it gets none. */
  run?: RunEndStatus | 'session deleted'
  groups?: 'off'
  prepare?: (gateway: Gateway) => void
  state: 'replied' | 'silent' | 'failed'
  reason: string | null
  told: boolean
}

/** A group message by Sam, whom the owner knows, in a group that is allowed. */
const inGroup = { chatKind: 'group', chatId: 'group-1' } as const
const refuseMessages = (gateway: Gateway) =>
  void gateway.handle.raw.exec(
    "create trigger poison before insert on messages begin select raise(abort, 'no'); end",
  )

const ENDINGS: Ending[] = [
  { path: 'answered', run: 'completed', state: 'replied', reason: null, told: true },
  { path: 'stopped', run: 'stopped', state: 'silent', reason: 'stopped', told: true },
  { path: 'run failed', run: 'failed', state: 'failed', reason: 'failed', told: true },
  { path: 'run cut off', run: 'interrupted', state: 'failed', reason: 'interrupted', told: true },
  {
    path: 'conversation deleted',
    run: 'session deleted',
    state: 'silent',
    reason: 'session-deleted',
    told: false,
  },
  { path: 'stranger', message: { senderId: 'x' }, state: 'silent', reason: 'not-paired', told: false },
  { path: 'said to others', message: inGroup, state: 'silent', reason: 'not-addressed', told: false },
  {
    path: 'stranger in a group',
    message: { ...inGroup, mentioned: true, senderId: 'x' },
    state: 'silent',
    reason: 'not-paired',
    told: false,
  },
  {
    path: 'unknown group',
    message: { ...inGroup, chatId: 'group-2', mentioned: true },
    state: 'silent',
    reason: 'group-not-allowed',
    told: false,
  },
  {
    path: 'groups turned off',
    message: { ...inGroup, mentioned: true },
    groups: 'off',
    state: 'silent',
    reason: 'groups-off',
    told: false,
  },
  { path: 'without text', message: { text: '' }, state: 'failed', reason: 'bad_request', told: true },
  {
    path: 'too long',
    message: { text: 'x'.repeat(CHAT_TEXT_LIMIT + 1) },
    state: 'failed',
    reason: 'too_large',
    told: true,
  },
  { path: 'broken on our side', prepare: refuseMessages, state: 'failed', reason: 'internal', told: true },
]

it.each(ENDINGS)('a message that is $path ends as $state', async (ending) => {
  const wayIn = createWayIn({ config: { channels: { test: { groups: ending.groups, dm: 'allowlist' } } } })
  onTestFinished(wayIn.remove)
  const gateway = wayIn.boot()
  const { db } = gateway
  const at = { channel: 'test', account: 'default', createdAt: 0, name: '' }
  saveContact(db, { ...at, senderId: 'sender-1', kind: 'guest' })
  saveAllowedGroup(db, { ...at, chatId: 'group-1' })
  ending.prepare?.(gateway)
  const event = { ...createTestPlatform().write({ text: 'hello' }), ...ending.message }
  await gateway.receive(event)

  const [run] = gateway.runs()
  expect(run !== undefined).toBe(ending.run !== undefined)
  const settle = createSettle({ clock: wayIn.clock, findChannel: () => undefined })
  if (run && ending.run === 'session deleted') {
    db.transaction((tx) => deleteSession(tx, { sessionId: run.sessionId, at: 1 }))
  } else if (run && ending.run) {
    const { id: runId, sessionId, messageId } = run
    const status = ending.run as RunEndStatus
    db.transaction((tx) => {
      endRun(tx, { runId, status, error: null, model: null, endedAt: 1 })
      settle(tx, { runId, sessionId, status, messageId, text: status === 'completed' ? 'hi' : '' })
    })
  }
  expect(gateway.inbox()).toMatchObject([{ state: ending.state, reason: ending.reason }])
  expect(gateway.outbox().map(({ chat }) => chat)).toEqual(ending.told ? [event.chatId] : [])
  // Whatever it was, it comes once.
  await gateway.receive(event)
  await gateway.receive({ ...event, eventId: 'again' })
  expect(gateway.inbox()).toHaveLength(1)
})

it.each([
  ['failed', 'completed', 'replied'],
  ['interrupted', 'stopped', 'silent'],
  ['completed', 'failed', 'replied'],
] as const)(
  'a message whose answer ended as %s and whose retry as %s is %s, and both are told',
  async (...ends) => {
    const [first, second, state] = ends
    const wayIn = createWayIn()
    onTestFinished(wayIn.remove)
    const gateway = wayIn.boot()
    saveContact(gateway.db, {
      ...{ channel: 'test', account: 'default', createdAt: 0, name: '' },
      ...{ senderId: 'sender-1', kind: 'guest' },
    })
    await gateway.receive(createTestPlatform().write({ text: 'hello' }))
    const [run] = gateway.runs()
    if (!run) throw new Error('the message has no run')
    const settle = createSettle({ clock: wayIn.clock, findChannel: () => undefined })
    const { id: runId, sessionId, messageId } = run
    const text = 'hi'
    gateway.db.transaction((tx) => {
      settle(tx, { runId, sessionId, messageId, text, status: first })
      settle(tx, { runId: 'again', retryOf: runId, sessionId, messageId, text, status: second })
    })
    expect(gateway.inbox()).toMatchObject([{ state }])
    expect(gateway.outbox()).toHaveLength(2)
  },
)

it.each([
  ['owner', 'hello', 'failed', 'Sorry, I could not answer this.\nThere is no key for lab:x.'],
  ['owner', '你好', 'failed', '抱歉，这条消息我没能回答。\n这个模型还没有 API 密钥'],
  ['owner', '你好', 'interrupted', '以下操作可能已经执行'],
  ['guest', 'hello', 'failed', 'Sorry, I could not answer this. Please try again.'],
  ['guest', '你好', 'interrupted', '抱歉，我在处理时被中断了'],
] as const)('the %s who wrote %s is told why it %s, as far as it concerns him', async (...told) => {
  const [kind, text, status, words] = told
  const wayIn = createWayIn()
  onTestFinished(wayIn.remove)
  const gateway = wayIn.boot()
  const at = { channel: 'test', account: 'default', createdAt: 0, name: '' }
  saveContact(gateway.db, { ...at, senderId: 'sender-1', kind })
  await gateway.receive(createTestPlatform().write({ text }))
  const [run] = gateway.runs()
  if (!run) throw new Error('the message has no run')
  const { id: runId, sessionId, messageId } = run
  const error = { code: 'missing_key', message: 'There is no key for lab:x.', retryable: false } as const
  const errorInChinese = status === 'interrupted' ? '以下操作可能已经执行' : undefined
  const settle = createSettle({ clock: wayIn.clock, findChannel: () => undefined })
  gateway.db.transaction((tx) =>
    settle(tx, { runId, sessionId, messageId, text: '', status, error, errorInChinese }),
  )
  expect(gateway.outbox()).toEqual([{ chat: expect.any(String), text: expect.stringContaining(words) }])
  expect(gateway.outbox()[0]?.text.includes('lab:x')).toBe(words.includes('lab:x'))
})
