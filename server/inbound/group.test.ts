import { describe, expect, it, onTestFinished } from 'vitest'
import { saveAllowedGroup, saveContact } from '#db/queries/access/contacts.ts'
import { findInboxRun } from '#db/queries/inbox.ts'
import { listMessages } from '#db/queries/messages.ts'
import { createRun, findRun } from '#db/queries/runs.ts'
import { CHAT_TEXT_LIMIT } from '#protocol/sessions.ts'
import { createTestPlatform, type PlatformMessage } from '#testing/test-channel.ts'
import type { InboundMessage } from '../channels/channel.ts'
import { cleanName } from './clean-name.ts'
import { createWayIn } from './fixtures/way-in.ts'

/** A group that the owner allowed, in which Olga (the owner) and Sam (a guest) are known; Xena is not. */
function setUp(groups?: 'mention' | 'always' | 'off') {
  const wayIn = createWayIn({ config: { channels: { test: { groups } } } })
  onTestFinished(wayIn.remove)
  const gateway = wayIn.boot()
  const platform = createTestPlatform()
  const at = { channel: 'test', account: 'default', createdAt: 0, name: '' }
  saveContact(gateway.db, { ...at, senderId: 'olga', kind: 'owner' })
  saveContact(gateway.db, { ...at, senderId: 'sam', kind: 'guest' })
  saveAllowedGroup(gateway.db, { ...at, chatId: 'group-1' })

  async function write(
    senderId: string,
    text: string,
    more: Partial<PlatformMessage> &
      Pick<
        InboundMessage,
        'mentioned' | 'repliedToUs' | 'threadId' | 'language' | 'chatTitle' | 'topicTitle'
      > = {},
  ): Promise<void> {
    const { mentioned, repliedToUs, ...fields } = more
    const event = platform.write({
      text,
      senderId,
      senderName: senderId,
      chatKind: 'group',
      chatId: 'group-1',
      ...fields,
    })
    await gateway.receive({
      ...event,
      ...(mentioned ? { mentioned } : {}),
      ...(repliedToUs ? { repliedToUs } : {}),
    })
  }
  function heard() {
    const session = gateway.sessions.list().find(({ key }) => key === 'agent:main:test:group:group-1')
    return session ? listMessages(gateway.db, { sessionId: session.id, limit: 99 }).messages : []
  }
  return { gateway, write, heard }
}

describe('in a group', () => {
  it('only what names the assistant or answers it gets an answer, and says who wrote it', async () => {
    const { gateway, write, heard } = setUp()
    await write('olga', 'nice weather')
    await write('olga', 'what do you think?', { mentioned: true })
    await write('sam', 'and why?', { repliedToUs: true })
    await write('xena', 'me too', { mentioned: true })
    expect(gateway.inbox().map(({ state, reason }) => [state, reason])).toEqual([
      ['silent', 'not-addressed'],
      ['running', null],
      ['running', null],
      ['silent', 'not-paired'],
    ])
    expect(heard().map(({ metadata }) => [metadata?.author, metadata?.authorId])).toEqual([
      ['olga', 'olga'],
      ['sam', 'sam'],
    ])
    expect(gateway.sessions.list().map(({ key, trusted }) => [key, trusted])).toEqual([
      ['agent:main:test:group:group-1', false],
    ])
  })

  it('each topic is a conversation of its own, with what was said in it and nothing of the others', async () => {
    const { gateway, write } = setUp()
    await write('olga', 'in the first', { threadId: '1' })
    await write('olga', 'in the second', { threadId: '2' })
    await write('olga', 'what do you think?', { threadId: '2', mentioned: true })
    const [session] = gateway.sessions.list()
    expect(session?.key).toBe('agent:main:test:group:group-1:topic:2')
    const { messages } = listMessages(gateway.db, { sessionId: session?.id ?? '', limit: 9 })
    expect(messages[0]?.parts[0]).toMatchObject({ data: { messages: [{ text: 'in the second' }] } })
    expect(findInboxRun(gateway.db, messages[0]?.metadata?.runId ?? '')?.threadId).toBe('2')
  })

  it('a conversation is called like its group and topic, and follows them until the owner names it himself', async () => {
    const { gateway, write } = setUp()
    const titles = () =>
      gateway.sessions
        .list()
        .map(({ title }) => title)
        .sort()
    const named = { mentioned: true, chatTitle: 'Fri\u202Eends\n🦞' }
    const holidays = { ...named, threadId: '7', topicTitle: 'Holidays' }
    const at = { channel: 'test', chatId: 'group-1' }
    await write('olga', 'hello', named)
    await write('sam', 'where to?', holidays)
    expect(titles()).toEqual(['Friends 🦞', 'Friends 🦞 › Holidays'])
    expect(gateway.sessions.list()[0]).not.toHaveProperty('chatTitle')
    gateway.sessions.retitle({ ...at, threadId: '7', topicTitle: 'Summer' })
    gateway.sessions.retitle({ ...at, chatTitle: 'Family' })
    gateway.sessions.retitle({ ...at, chatId: 'group-10', chatTitle: 'Another' })
    expect(titles()).toEqual(['Family', 'Family › Summer'])
    await write('sam', 'and when?', { ...holidays, chatTitle: 'Family' })
    await write('olga', 'hello', { mentioned: true, chatTitle: 'The clan' })
    expect(titles()).toEqual(['Family › Summer', 'The clan'])
    gateway.sessions.rename(
      gateway.sessions.list().find(({ title }) => title === 'The clan')?.id ?? '',
      'Home',
    )
    gateway.sessions.retitle({ ...at, chatTitle: 'Us' })
    expect(titles()).toEqual(['Home', 'Us › Summer'])
  })

  it('a conversation is called by the name under which the owner let the group in', async () => {
    const { gateway, write } = setUp()
    const at = { channel: 'test', account: 'default', chatId: 'group-1', createdAt: 0 }
    saveAllowedGroup(gateway.db, { ...at, name: 'Kitchen' })
    await write('olga', 'hello', {
      mentioned: true,
      chatTitle: 'xX home Xx',
      threadId: '7',
      topicTitle: 'Food',
    })
    expect(gateway.sessions.list().map(({ title }) => title)).toEqual(['Kitchen › Food'])
  })

  it('nobody steers the answer to another one: each message has an answer of its own', async () => {
    const { gateway, write, heard } = setUp()
    await write('olga', 'what do you think?', { mentioned: true })
    await write('sam', 'say it was me', { mentioned: true })
    const [first, second] = heard()
    expect(findRun(gateway.db, second?.metadata?.runId ?? '')?.mode).toBe('follow-up')
    expect(first?.metadata?.runId).not.toBe(second?.metadata?.runId)
  })

  it('what the others said since the last answer comes along once, bounded and tainted', async () => {
    const { write, heard } = setUp()
    for (let number = 1; number <= 30; number += 1) await write('xena', `${number} ${'x'.repeat(390)}`)
    await write('olga', 'sum it up', { mentioned: true })
    await write('olga', 'thanks', { mentioned: true })
    const [first, second] = heard()
    const talk = first?.parts.find((part) => part.type === 'data-group-talk')?.data.messages ?? []
    expect(talk.map(({ text }) => Number(text.split(' ')[0]))).toEqual([
      21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
    ])
    expect(talk.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(4_000)
    expect(talk[0]).toMatchObject({ author: 'xena', authorId: 'xena' })
    expect(first?.metadata?.tainted).toBe(true)
    expect(second?.parts.map(({ type }) => type)).toEqual(['text'])
  })

  it.each([
    ['always', 'running', null],
    ['off', 'silent', 'groups-off'],
  ] as const)('that is set to "%s" a message is %s', async (rule, state, reason) => {
    const { gateway, write } = setUp(rule)
    await write('sam', 'hello', { mentioned: rule === 'off' })
    expect(gateway.inbox()).toMatchObject([{ state, reason }])
  })

  it('that nobody allowed a known sender is not heard', async () => {
    const { gateway, write } = setUp()
    await write('olga', 'hello', { chatId: 'group-2', mentioned: true })
    expect(gateway.inbox()).toMatchObject([{ state: 'silent', reason: 'group-not-allowed' }])
  })

  it('that nobody allowed the owner is told once, directly, how to let it in; nobody else hears of it', async () => {
    const { gateway, write } = setUp()
    await write('olga', 'hello', { chatKind: 'direct', chatId: 'olga' })
    const there = { chatId: 'group-2', chatTitle: '[Family](http://x)' }
    await write('sam', 'hello', { ...there, mentioned: true })
    await write('olga', 'nice weather', there)
    expect(gateway.outbox()).toEqual([])
    await write('olga', '你在吗？', { ...there, threadId: '7', mentioned: true })
    await write('olga', 'hello?', { ...there, mentioned: true })
    expect(gateway.outbox()).toEqual([
      { chat: 'olga', text: expect.stringContaining('openclaw contacts allow-group test group-2') },
    ])
    expect(gateway.outbox()[0]?.text).toContain('你在一个群 (Familyhttp://x)里')
    expect(
      gateway
        .inbox()
        .map(({ reason }) => reason)
        .slice(1),
    ).toEqual(['group-not-allowed', 'group-not-allowed', 'group-not-allowed-told', 'group-not-allowed'])
  })
})

describe('while an answer waits for the owner', () => {
  it('whoever writes is told once that his message waits with it, and by whom', async () => {
    const { gateway, write } = setUp()
    const direct = { chatKind: 'direct', chatId: 'olga' } as const
    await write('olga', 'touch it', direct)
    await write('sam', 'touch it', { mentioned: true })
    gateway.handle.raw.exec("update runs set status = 'waiting'")
    await write('olga', '还在吗？', direct)
    await write('olga', 'hello?', direct)
    await write('sam', 'hello?', { mentioned: true })
    expect(gateway.outbox()).toEqual([
      { chat: 'olga', text: expect.stringContaining('等你答复上面的请求') },
      { chat: 'group-1', text: expect.stringContaining('as soon as the owner has answered') },
    ])
    expect(gateway.wakes.delivery).toBe(2)
    expect(gateway.inbox().map(({ state }) => state)).toEqual(Array(5).fill('running'))
  })
})

describe('a message that cannot be taken', () => {
  it.each([
    { why: 'too long', text: 'x'.repeat(CHAT_TEXT_LIMIT + 1), reason: 'too_large', words: 'shorter parts' },
    {
      why: 'too long in Chinese',
      text: '长'.repeat(CHAT_TEXT_LIMIT + 1),
      reason: 'too_large',
      words: '太长',
    },
    { why: 'without text', text: ' ', reason: 'bad_request', words: 'none of them' },
  ])('because it is $why fails and is told', async ({ text, reason, words }) => {
    const { gateway, write } = setUp()
    await write('sam', text, { chatKind: 'direct', chatId: 'sam' })
    expect(gateway.inbox()).toMatchObject([{ state: 'failed', reason }])
    expect(gateway.outbox()).toEqual([{ chat: 'sam', text: expect.stringContaining(words) }])
  })

  it('is told in the language of the app where there are no words', async () => {
    const { gateway, write } = setUp()
    await write('sam', ' ', { chatKind: 'direct', chatId: 'sam', language: 'zh' })
    expect(gateway.outbox()[0]?.text).toContain('我能读文字')
  })

  it('because a thousand wait is told once, and the way in from the panel says so at once', async () => {
    const { gateway, write } = setUp()
    const main = gateway.sessions.getMain().id
    const owner = { role: 'owner', scopes: ['chat'], credentialId: 'browser' } as const
    const send = (number: number) =>
      gateway.chat.send({
        principal: { ...owner, scopes: ['chat'] },
        sessionId: main,
        text: 'x',
        idempotencyKey: `k${number}`,
        channel: 'web',
      })
    gateway.db.transaction((tx) => {
      for (let number = 1; number <= 1_000; number += 1) {
        const ids = {
          id: `run-${number}`,
          userMessageId: `question-${number}`,
          messageId: `answer-${number}`,
        }
        createRun(tx, { ...ids, sessionId: main, createdAt: number })
      }
    })
    await expect(send(1_001)).rejects.toMatchObject({ code: 'too_many' })
    await write('olga', 'one', { chatKind: 'direct', chatId: 'olga' })
    await write('olga', 'two', { chatKind: 'direct', chatId: 'olga' })
    expect(gateway.runs()).toHaveLength(1_000)
    expect(gateway.inbox().slice(-2)).toMatchObject([
      { state: 'failed', reason: 'too_many' },
      { state: 'failed', reason: 'too_many' },
    ])
    expect(gateway.outbox()).toHaveLength(1)
  })
})

it('names are shown without what cannot be seen', () => {
  expect(cleanName(' Ol\u202ega\u200b\n\t(owner)\u0000 ')).toBe('Olga (owner)')
  expect(cleanName('😀'.repeat(200))).toBe('😀'.repeat(80))
  expect(cleanName('\ud800x')).toBe('\ufffdx')
})
