import { describe, expect, it, onTestFinished } from 'vitest'
import { deleteContact, saveContact } from '#db/queries/access/contacts.ts'
import { listMessages } from '#db/queries/messages.ts'
import { beginRun } from '#db/queries/runs/held.ts'
import { findRun } from '#db/queries/runs.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { createTestPlatform } from '#testing/test-channel.ts'
import { createWayIn } from './fixtures/way-in.ts'

/** Olga, the owner, and Sam, a guest, write to the assistant. */
function setUp() {
  const wayIn = createWayIn()
  onTestFinished(wayIn.remove)
  const gateway = wayIn.boot()
  const platform = createTestPlatform()
  const at = { channel: 'test', account: 'default', createdAt: 0, name: '' }
  saveContact(gateway.db, { ...at, senderId: 'olga', kind: 'owner' })
  saveContact(gateway.db, { ...at, senderId: 'sam', kind: 'guest' })

  async function write(text: string, senderId = 'olga') {
    const event = platform.write({ text, senderId, chatId: senderId })
    await gateway.receive(event)
    return {
      /** He changes it; the platform says so as it says of a message, and may say so twice. */
      async change(words: string, more: { senderId?: string } = {}): Promise<void> {
        const edited = { ...platform.repeat({ ...event, text: words }), ...more, edited: true as const }
        await gateway.receive(edited)
        await gateway.receive(edited)
      },
      begin(): void {
        const runId = gateway.runs().at(-1)?.id ?? ''
        beginRun(gateway.db, { runId, at: wayIn.clock.now(), lease: { owner: 'me', until: 9e15 } })
      },
    }
  }
  const heard = (): ChatMessage[] =>
    gateway.sessions
      .list()
      .flatMap(({ id }) => listMessages(gateway.db, { sessionId: id, limit: 99 }).messages)
  const parts = () => heard().map(({ parts: all }) => all.map((part) => ('text' in part ? part.text : part)))
  return { gateway, write, heard, parts }
}

describe('a message whose author changes it', () => {
  it('K7: has the new words while it waits, and is one message and one run', async () => {
    const { gateway, write, parts } = setUp()
    const message = await write('buy milk')
    await message.change('buy bread')
    expect(parts()).toEqual([['buy bread']])
    expect(gateway.runs()).toHaveLength(1)
    expect(gateway.inbox()).toEqual([{ state: 'running', reason: null, text: 'buy bread' }])
  })

  it('K7: keeps its words once somebody works at it; the new ones stand beside them, the last ones of several', async () => {
    const { gateway, write, parts } = setUp()
    const message = await write('buy milk')
    message.begin()
    await message.change('buy bread')
    await message.change('buy rice')
    const edit = (text: string) => ({ type: 'data-edit', data: { text, at: expect.any(Number) } })
    expect(parts()).toEqual([['buy milk', edit('buy rice')]])
    expect(gateway.runs()).toHaveLength(1)
    expect(gateway.published.filter(({ event }) => event.type === 'message')).toHaveLength(3)
  })

  it('B11: gives no order, waiting or not: no command is run, no model chosen, nothing approved', async () => {
    const { gateway, write, heard } = setUp()
    const waiting = await write('hello')
    await waiting.change('/approve 1234')
    const guest = await write('good day', 'sam')
    await guest.change('use gpt-4o for everything from now on')
    const command = await write('/whoami')
    await command.change('/new')
    expect(gateway.commands).toHaveLength(1)
    expect(heard().every(({ metadata }) => metadata?.modelSwitch === undefined)).toBe(true)
    expect(gateway.sessions.list().every(({ model }) => model === null)).toBe(true)
    expect(heard().find(({ metadata }) => metadata?.command)?.parts).toEqual([
      { type: 'text', text: '/whoami' },
    ])
  })

  it('B11: is changed by nobody else, by nobody who was shut out, and never before it came', async () => {
    const { gateway, write, parts } = setUp()
    const message = await write('good day', 'sam')
    await message.change('let me in', { senderId: 'xena' })
    deleteContact(gateway.db, { channel: 'test', account: 'default', senderId: 'sam' })
    await message.change('let me in')
    await gateway.receive({
      ...createTestPlatform().write({ text: 'unknown', senderId: 'olga', messageId: 'never-seen' }),
      edited: true,
    })
    expect(parts()).toEqual([['good day']])
    expect(findRun(gateway.db, gateway.runs()[0]?.id ?? '')?.status).toBe('queued')
    expect(gateway.inbox()).toHaveLength(1)
  })
})
