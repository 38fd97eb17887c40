import { expect, it, onTestFinished } from 'vitest'
import type { ChatMessage } from '#protocol/messages.ts'
import { cut, failure, text } from '#testing/model-vendor/turn.ts'
import { startModelVendor } from '#testing/model-vendor/vendor.ts'
import { openHouse } from '../fixtures/house.ts'

type Models = { models: { reference: string; resting: { code: string }[] }[] }

it('one agent finds out that a model is out, and every conversation goes on with the next and says why', async () => {
  const vendor = await startModelVendor()
  const lab = (key: string) => ({
    api: 'openai-compatible',
    baseUrl: `${vendor.url}/v1`,
    apiKey: key,
    headers: { 'x-lab': key },
  })
  const house = await openHouse({
    config: {
      models: { main: 'first:a', fallback: 'second:b' },
      providers: { first: lab('key-of-the-first'), second: lab('key-of-the-second') },
      agents: { instances: 2 },
    },
  })
  const client = house.owner
  onTestFinished(async () => {
    await house.close()
    await vendor.stop()
  })
  const askedLabs = () =>
    vendor.requests.map(({ headers }) => String(headers['x-lab']).replace('key-of-the-', ''))

  async function ask(words: string): Promise<ChatMessage | undefined> {
    const { id: sessionId } = await client.request<{ id: string }>('sessions.create')
    await client.subscribe(`session:${sessionId}`)
    const sent = { sessionId, text: words, idempotencyKey: words }
    const { runId } = await client.request<{ runId: string }>('chat.send', sent)
    await client.event((frame) => {
      const event = frame.event as { type: string; runId?: string }
      return event.type === 'run-end' && event.runId === runId
    })
    const { messages } = await client.request<{ messages: ChatMessage[] }>('chat.history', { sessionId })
    return messages.at(-1)
  }

  vendor.script(({ headers }) =>
    headers['x-lab'] === 'key-of-the-first' ? [text('I was about to'), cut()] : [text('I answer.')],
  )
  const first = await ask('hello')
  expect(first?.parts).toContainEqual(expect.objectContaining({ type: 'text', text: 'I answer.' }))
  expect(JSON.stringify(first?.parts)).not.toContain('about to')
  expect(first?.metadata).toMatchObject({
    model: 'second:b',
    modelChanges: [{ from: 'first:a', to: 'second:b', code: 'model_stream_cut', withdrawn: true }],
  })
  expect(askedLabs()).toEqual(['first', 'second'])

  // Another conversation, and the other agent: nobody asks the first one again for now.
  const second = await ask('hello again')
  expect(second?.metadata).toMatchObject({
    model: 'second:b',
    modelChanges: [{ from: 'first:a', to: 'second:b', code: 'model_stream_cut' }],
  })
  expect(askedLabs()).toEqual(['first', 'second', 'second'])
  const { models } = await client.request<Models>('models.list')
  expect(models[0]).toMatchObject({ reference: 'first:a', resting: [{ code: 'model_stream_cut' }] })

  // "Try now": a test that goes well ends the rest. A key that is given counts at once.
  vendor.script(() => [text('OK')])
  await client.request('models.test', { model: 'first:a' })
  await client.request('models.setKey', { provider: 'first', key: 'another-key-0123456789' })
  expect((await ask('and now'))?.metadata).toMatchObject({ model: 'first:a' })
  expect(vendor.requests.at(-1)?.headers.authorization).toMatch(
    /^Bearer (another-key-0123456789|key-of-the-first)$/,
  )
  vendor.script(() => [failure(401)])
  await expect(client.request('models.test', { model: 'first:a' })).rejects.toMatchObject({
    code: 'model_auth',
  })
  expect(JSON.stringify(await client.request('models.list'))).not.toMatch(/another-key|key-of-the/)
})
