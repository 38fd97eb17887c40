import { describe, expect, it, onTestFinished } from 'vitest'
import { listMessages } from '#db/queries/messages.ts'
import { createTestPlatform } from '#testing/test-channel.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Contacts } from './admit.ts'
import { createWayIn } from './fixtures/way-in.ts'

/** Sam is a guest, Olga the owner, group-1 is allowed. */
const contacts: Contacts = {
  findRole: ({ senderId }) => (senderId === 'sender-1' ? 'guest' : senderId === 'olga' ? 'owner' : undefined),
  isGroupAllowed: ({ chatId }) => chatId === 'group-1',
}

function setUp(options: { contacts?: Contacts } = { contacts }) {
  const wayIn = createWayIn(options)
  onTestFinished(wayIn.remove)
  return { wayIn, platform: createTestPlatform() }
}

describe('a message from a platform', () => {
  it('is stored with its run before it is acknowledged', async () => {
    const { wayIn, platform } = setUp()
    const gateway = wayIn.boot()
    platform.write({ text: 'hello' })
    const channel = platform.connect()
    let confirmedWhenStored = -1
    await channel.start(async (message) => {
      await gateway.receive(message)
      confirmedWhenStored = platform.confirmed()
    })
    await channel.stop()
    expect(confirmedWhenStored).toBe(0)
    expect(platform.confirmed()).toBe(1)
    expect(gateway.inbox()).toEqual([{ state: 'running', reason: null, text: 'hello' }])
    expect(gateway.runs()).toHaveLength(1)
    expect(gateway.woken).toEqual([gateway.runs()[0]?.sessionId])
  })

  it('gives one run however often it is delivered, also after a restart', async () => {
    const { wayIn, platform } = setUp()
    const message = platform.write({ text: 'once' })
    const before = wayIn.boot()
    await before.receive(message)
    await before.receive(message)
    await before.receive(platform.repeat(message))
    const after = wayIn.boot()
    await after.receive(message)
    await after.receive(platform.repeat(message))
    expect(after.inbox()).toHaveLength(1)
    expect(after.runs()).toHaveLength(1)
    expect(after.woken).toEqual([])
  })

  it('of somebody else with the same ids is another message', async () => {
    const { wayIn, platform } = setUp()
    const gateway = wayIn.boot()
    const message = platform.write({ text: 'to the first bot' })
    await gateway.receive(message)
    await gateway.receive({ ...message, account: 'second' })
    await gateway.receive({ ...message, eventId: 'event-9', chatId: 'chat-2' })
    expect(gateway.runs()).toHaveLength(3)
  })

  it('of a guest has an untrusted session of its own; the owner’s goes on in the main one', async () => {
    const { wayIn, platform } = setUp()
    const gateway = wayIn.boot()
    await gateway.receive(platform.write({ text: 'from Sam' }))
    await gateway.receive(platform.write({ text: 'from Olga', senderId: 'olga', senderName: 'Olga' }))
    await gateway.receive(platform.write({ text: 'again', senderId: 'olga', chatId: 'olga-elsewhere' }))
    const sessions = gateway.sessions.list()
    expect(sessions.map(({ key, trusted, title }) => ({ key, trusted, title }))).toEqual([
      { key: 'agent:main:main', trusted: true, title: '' },
      { key: 'agent:main:test:dm:sender-1', trusted: false, title: 'Sam' },
    ])
    const [olga, sam] = sessions.map(
      (session) => listMessages(gateway.db, { sessionId: session.id, limit: 9 }).messages[0]?.metadata,
    )
    expect(sam).toMatchObject({ author: 'Sam', authorId: 'sender-1', tainted: true, channel: 'test' })
    expect(olga).toMatchObject({ channel: 'test' })
    for (const field of ['tainted', 'author']) expect(olga).not.toHaveProperty(field)
  })

  it.each([
    ['a stranger', { senderId: 'nobody' }, 'not-paired'],
    ['a stranger who took the owner’s name', { senderId: 'x', senderName: 'Olga' }, 'not-paired'],
    ['a group that is not allowed', { chatKind: 'group', chatId: 'group-2' }, 'group-not-allowed'],
    [
      'a stranger in an allowed group',
      { senderId: 'x', chatKind: 'group', chatId: 'group-1', mentioned: true },
      'not-paired',
    ],
    ['a member who talks to the others', { chatKind: 'group', chatId: 'group-1' }, 'not-addressed'],
  ] as const)('of %s is kept in silence', async (_who, fields, reason) => {
    const { wayIn, platform } = setUp()
    const gateway = wayIn.boot()
    await gateway.receive(platform.write({ text: 'let me in', ...fields }))
    expect(gateway.inbox()).toEqual([{ state: 'silent', reason, text: 'let me in' }])
    expect(gateway.runs()).toEqual([])
    expect(gateway.sessions.list()).toEqual([])
    expect(gateway.published).toEqual([])
  })

  it('of anybody ends in silence as long as nobody is paired', async () => {
    const { wayIn, platform } = setUp({})
    const gateway = wayIn.boot()
    await gateway.receive(platform.write({ text: 'hello', senderId: 'olga' }))
    expect(gateway.inbox()).toMatchObject([{ state: 'silent', reason: 'not-paired' }])
  })

  it('that cannot be given to a session is kept as failed and does not block the next one', async () => {
    const { wayIn, platform } = setUp()
    const gateway = wayIn.boot()
    gateway.handle.raw.exec(
      "create trigger poison before insert on messages when new.parts like '%poison%' begin select raise(abort, 'no'); end",
    )
    platform.write({ text: 'poison' })
    platform.write({ text: 'fine' })
    const channel = platform.connect()
    await channel.start(gateway.receive)
    await channel.stop()
    expect(gateway.inbox()).toMatchObject([{ state: 'failed', reason: 'internal' }, { state: 'running' }])
    expect(gateway.outbox()).toEqual([{ chat: 'chat-1', text: expect.stringContaining('send it again') }])
    expect(gateway.wakes.delivery).toBe(1)
    expect(gateway.errors).toHaveLength(1)
    expect(platform.confirmed()).toBe(2)
  })
})

type Receive = (message: InboundMessage) => Promise<void>

/** Stops the gateway at a failpoint, restarts it, and says how often the message is there in the end. */
async function surviveStop(failpointName: string, change: (receive: Receive) => Receive): Promise<number> {
  const { wayIn, platform } = setUp()
  platform.write({ text: 'do not lose me' })
  const doomed = wayIn.boot((name) => {
    if (name === failpointName) throw new Error('the process ends here')
  })
  const first = platform.connect()
  await first.start(change(doomed.receive))
  await first.stop()
  const revived = wayIn.boot()
  const second = platform.connect()
  await second.start(revived.receive)
  await second.stop()
  expect(platform.confirmed()).toBe(1)
  return revived.runs().length
}

describe('a stop in the middle', () => {
  it.each(['inbound.before-commit', 'inbound.after-commit'])(
    'at %s loses and doubles nothing',
    async (name) => {
      expect(await surviveStop(name, (receive) => receive)).toBe(1)
    },
  )

  it('is noticed where a gateway acknowledges before it stores', async () => {
    const acknowledgeFirst =
      (receive: Receive): Receive =>
      async (message) => {
        void receive(message).catch(() => {})
      }
    expect(await surviveStop('inbound.before-commit', acknowledgeFirst)).toBe(0)
  })
})
