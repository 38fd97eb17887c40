import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { saveMessage } from '#db/queries/messages.ts'
import { OWNER_SCOPES, type Principal } from '#protocol/access/principal.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { createWayIn } from './fixtures/way-in.ts'

const owner: Principal = { role: 'owner', scopes: [...OWNER_SCOPES], credentialId: 'laptop' }

let wayIn: ReturnType<typeof createWayIn>
beforeEach(() => {
  wayIn = createWayIn()
})
afterEach(() => wayIn.remove())

const hello = { principal: owner, text: 'hello', idempotencyKey: 'key-1', channel: 'web' } as const

describe('sending', () => {
  it('goes to the main session, which exists and is trusted, and starts a run', async () => {
    const gateway = wayIn.boot()
    const sent = await gateway.chat.send(hello)
    const main = gateway.sessions.getMain()
    expect(main).toMatchObject({ key: 'agent:main:main', trusted: true, title: '' })
    expect(sent).toMatchObject({ sessionId: main.id, disposition: 'started' })
    expect(gateway.runs()).toMatchObject([
      { id: sent.runId, userMessageId: sent.userMessageId, status: 'queued' },
    ])
    expect(gateway.woken).toEqual([main.id])
    expect(gateway.published.map(({ topic, event }) => `${topic} ${event.type}`)).toEqual([
      `session:${main.id} message`,
      'system session-change',
    ])
  })

  it('fifty times at once with the same key gives one run and one answer', async () => {
    const gateway = wayIn.boot()
    const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.chat.send(hello)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(gateway.runs()).toHaveLength(1)
    expect(gateway.woken).toHaveLength(1)
    const again = await wayIn.boot().chat.send(hello)
    expect(again).toEqual(answers[0])
  })

  it('with the same key from another credential is another message', async () => {
    const gateway = wayIn.boot()
    const mine = await gateway.chat.send(hello)
    const other = await gateway.chat.send({ ...hello, principal: { ...owner, credentialId: 'phone' } })
    expect(other.runId).not.toBe(mine.runId)
  })

  it('while a run is open is queued behind it', async () => {
    const gateway = wayIn.boot()
    await gateway.chat.send(hello)
    const second = await gateway.chat.send({ ...hello, idempotencyKey: 'key-2' })
    expect(second.disposition).toBe('queued')
    expect((await gateway.chat.send({ ...hello, idempotencyKey: 'key-2' })).disposition).toBe('queued')
  })

  it.each([
    ['to an unknown session', { sessionId: 'nowhere' }, 'unknown_session'],
    ['nothing', { text: ' \n ' }, 'bad_request'],
    ['too much', { text: 'x'.repeat(1_000_001) }, 'too_large'],
    ['as a guest', { principal: { ...owner, role: 'guest' } }, 'forbidden'],
    ['as an agent', { principal: { ...owner, role: 'agent' } }, 'forbidden'],
  ] as const)('%s is refused and leaves no trace', async (_what, fields, code) => {
    const gateway = wayIn.boot()
    await expect(gateway.chat.send({ ...hello, ...fields })).rejects.toMatchObject({ code })
    expect(gateway.inbox()).toEqual([])
    expect(gateway.runs()).toEqual([])
  })

  it('to a full disk is refused whole, and works again when there is room', async () => {
    const gateway = wayIn.boot()
    await gateway.chat.send(hello)
    const pages = Number(gateway.handle.raw.pragma('page_count', { simple: true }))
    gateway.handle.raw.pragma(`max_page_count = ${pages + 4}`)
    const big = { ...hello, text: 'x'.repeat(100_000), idempotencyKey: 'key-2' }
    await expect(gateway.chat.send(big)).rejects.toMatchObject({ code: 'state_unwritable' })
    expect(gateway.inbox()).toHaveLength(1)
    gateway.handle.raw.pragma('max_page_count = 100000')
    await expect(gateway.chat.send(big)).resolves.toMatchObject({ disposition: 'queued' })
  })

  it('names a new session after its first words, and only once', async () => {
    const gateway = wayIn.boot()
    const session = gateway.sessions.create({ channel: 'web' })
    expect(session).toMatchObject({ title: '', trusted: true })
    const send = (text: string) =>
      gateway.chat.send({ ...hello, text, sessionId: session.id, idempotencyKey: text.slice(0, 100) })
    await send('\n  Plan   the garden, please. ')
    await send('And now the kitchen')
    expect(gateway.sessions.get(session.id).title).toBe('Plan the garden, please.')
  })
})

describe('history', () => {
  const answer = (id: string, text: string, createdAt = 1): ChatMessage => ({
    id,
    role: 'assistant',
    parts: [{ type: 'text', text }],
    metadata: { createdAt, status: 'streaming' },
  })
  const ids = (messages: ChatMessage[]) => messages.map(({ id }) => id)

  it('comes in pages, oldest first, back to the first message', () => {
    const gateway = wayIn.boot()
    const { id } = gateway.sessions.getMain()
    gateway.db.transaction((tx) => {
      for (let i = 0; i < 250; i += 1) saveMessage(tx, id, answer(`m${i}`, 'text'))
    })
    const newest = gateway.chat.history(id, { limit: 1_000 })
    expect(newest.messages).toHaveLength(200)
    expect(newest).toMatchObject({ hasMore: true, epoch: `epoch of session:${id}`, seq: 7 })
    const oldest = gateway.chat.history(id, { before: newest.messages[0]?.id, limit: 200 })
    expect(ids(oldest.messages)).toEqual(Array.from({ length: 50 }, (_, i) => `m${i}`))
    expect(oldest.hasMore).toBe(false)
  })

  it('holds the answer in the making once, in its newest state', () => {
    const gateway = wayIn.boot()
    const { id } = gateway.sessions.getMain()
    gateway.live.set(id, answer('a1', 'half an ans'))
    expect(ids(gateway.chat.history(id, { limit: 10 }).messages)).toEqual(['a1'])
    saveMessage(gateway.db, id, answer('a1', 'half'))
    saveMessage(gateway.db, id, answer('q2', 'a question meanwhile'))
    const { messages } = gateway.chat.history(id, { limit: 10 })
    expect(ids(messages)).toEqual(['a1', 'q2'])
    expect(messages[0]?.parts).toEqual([{ type: 'text', text: 'half an ans' }])
  })

  it('of an unknown session, or before an unknown message, is refused', () => {
    const gateway = wayIn.boot()
    expect(() => gateway.chat.history('nowhere', { limit: 1 })).toThrow(
      expect.objectContaining({ code: 'unknown_session' }),
    )
    const { id } = gateway.sessions.getMain()
    expect(() => gateway.chat.history(id, { before: 'nothing', limit: 1 })).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
  })
})
