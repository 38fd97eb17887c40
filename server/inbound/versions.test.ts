import { afterEach, beforeEach, expect, test } from 'vitest'
import { listMessages, saveMessage } from '#db/queries/messages.ts'
import { endRun } from '#db/queries/runs/held.ts'
import { createRun, findRun } from '#db/queries/runs.ts'
import { OWNER_SCOPES, type Principal } from '#protocol/access/principal.ts'
import { createWayIn } from './fixtures/way-in.ts'

const principal: Principal = { role: 'owner', scopes: [...OWNER_SCOPES], credentialId: 'laptop' }

let wayIn: ReturnType<typeof createWayIn>
let gateway: ReturnType<ReturnType<typeof createWayIn>['boot']>
beforeEach(() => {
  wayIn = createWayIn()
  gateway = wayIn.boot()
})
afterEach(() => wayIn.remove())

const send = (text: string, more: { insteadOf?: string; sessionId?: string } = {}) =>
  gateway.chat.send({ principal, text, idempotencyKey: `key of ${text}`, channel: 'web', ...more })

/** The run ends with these words. */
function answer(runId: string, text: string): string {
  const run = findRun(gateway.db, runId)
  if (!run) throw new Error('There is no such run.')
  endRun(gateway.db, { runId, status: 'completed', error: null, model: null, endedAt: 1 })
  const metadata = { createdAt: 1, runId, status: 'completed' as const }
  const parts = [{ type: 'text' as const, text }]
  saveMessage(gateway.db, run.sessionId, { id: run.messageId, role: 'assistant', parts, metadata })
  return run.messageId
}

const mainId = () => gateway.sessions.getMain().id
const stands = (sessionId = mainId()) =>
  gateway.chat
    .history(sessionId, { limit: 99 })
    .messages.map(({ parts }) => parts.map((part) => ('text' in part ? part.text : '')).join(''))
const told = () => gateway.published.filter(({ event }) => event.type === 'versions-change').length

test('other words stand in the place of the first ones, once, and the model sees nothing of what followed those', async () => {
  const first = await send('which port?')
  const said = answer(first.runId, '8080')
  const anew = await send('which host?', { insteadOf: first.userMessageId })
  expect((await send('which host?', { insteadOf: first.userMessageId })).runId).toBe(anew.runId)
  expect(stands()).toEqual(['which host?'])
  expect(anew.disposition).toBe('started')
  const { versions } = gateway.chat.history(mainId(), { limit: 1 })
  expect(versions).toEqual([[first.userMessageId, anew.userMessageId]])
  expect(told()).toBe(1)

  await expect(send('why?', { insteadOf: anew.userMessageId })).rejects.toMatchObject({ code: 'conflict' })
  answer(anew.runId, 'localhost')
  await expect(send('/status', { insteadOf: anew.userMessageId })).rejects.toMatchObject({
    code: 'bad_request',
  })
  await expect(send('x', { insteadOf: said })).rejects.toMatchObject({ code: 'conflict' })
  await expect(send('x', { insteadOf: 'nothing' })).rejects.toMatchObject({ code: 'not_found' })
  expect(stands()).toEqual(['which host?', 'localhost'])
})

test('what others have read keeps its place: no other words in their conversations, and a new answer comes beneath', async () => {
  const chat = { channel: 'test', chatKind: 'direct', chatId: 'c', senderId: 's', senderName: 'Sam' } as const
  const { id } = gateway.db.transaction((tx) => gateway.sessions.openChat(tx, chat))
  const question = { id: 'q', role: 'user' as const, parts: [{ type: 'text' as const, text: 'hi' }] }
  saveMessage(gateway.db, id, { ...question, metadata: { createdAt: 1, tainted: true } })
  createRun(gateway.db, { id: 'r', sessionId: id, userMessageId: 'q', messageId: 'a', createdAt: 1 })
  answer('r', 'hello')
  await expect(send('hey', { sessionId: id, insteadOf: 'q' })).rejects.toMatchObject({ code: 'bad_request' })
  answer(gateway.waiting.retry('r').runId, 'hello again')
  expect(stands(id)).toEqual(['hi', 'hello', 'hello again'])
})

test('another answer is a version of the first, makes room for it when it is taken back, and is listed before it is there', async () => {
  const { runId } = await send('a number?')
  const one = answer(runId, 'one')
  const later = await send('thanks')
  answer(later.runId, 'welcome')
  const again = gateway.waiting.retry(runId)
  const two = findRun(gateway.db, again.runId)?.messageId
  expect(stands()).toEqual(['a number?'])
  expect(gateway.chat.history(mainId(), { limit: 1 }).versions).toEqual([[one, two]])
  gateway.waiting.remove(again.runId)
  expect(stands()).toEqual(['a number?', 'one', 'thanks', 'welcome'])

  const third = answer(gateway.waiting.retry(runId).runId, 'three')
  expect(stands()).toEqual(['a number?', 'three'])
  expect(listMessages(gateway.db, { sessionId: mainId(), limit: 9 }).messages.at(-1)?.id).toBe(third)
  expect(told()).toBe(3)
})
