import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { WhyReport } from '#protocol/chat/why.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { startModelVendor } from '#testing/model-vendor/vendor.ts'
import { openHouse } from '../fixtures/house.ts'

const WISHES = 'Name your sources, says the canary.'
const HOUSE_RULE = 'The cat is called Miss Otis.'

it('each assistant answers with its model and instructions, in its own conversations and nobody else’s', async () => {
  const vendor = await startModelVendor()
  const lab = { api: 'openai-compatible', baseUrl: `${vendor.url}/v1`, apiKey: 'k-0123456789' }
  const house = await openHouse({
    config: {
      models: { main: 'first:a' },
      providers: { first: lab, second: lab },
      agents: {
        list: {
          main: { instructions: HOUSE_RULE },
          research: { name: 'Research', model: 'second:b', instructions: WISHES },
        },
      },
    },
  })
  const client = house.owner
  onTestFinished(async () => {
    await house.close()
    await vendor.stop()
  })
  vendor.script(({ body }) => {
    const asked = JSON.stringify((body.messages as unknown[]).at(-1))
    return asked.includes('open another') ? [toolCall('new_session', { title: 'Beside' })] : [text('Done.')]
  })

  async function ask(sessionId: string, words: string): Promise<{ prompt: string; why: WhyReport }> {
    await client.subscribe(`session:${sessionId}`)
    const sent = { sessionId, text: words, idempotencyKey: words }
    const { runId } = await client.request<{ runId: string }>('chat.send', sent)
    await client.event(({ event }) => {
      const ended = event as { type: string; runId?: string }
      return ended.type === 'run-end' && ended.runId === runId
    })
    const { messages } = await client.request<{ messages: ChatMessage[] }>('chat.history', { sessionId })
    const why = await client.request<WhyReport>('why.get', { messageId: messages.at(-1)?.id })
    return { prompt: JSON.stringify(vendor.requests.at(-1)?.body), why }
  }
  const create = (input: object) => client.request<SessionSummary>('sessions.create', input)
  const list = async () => (await client.request<{ sessions: SessionSummary[] }>('sessions.list')).sessions

  const research = await create({ agent: 'research' })
  const asked = await ask(research.id, 'open another')
  expect(asked.why).toMatchObject({
    model: 'second:b',
    modelBy: 'agent',
    route: { agent: { id: 'research', name: 'Research', gone: false } },
  })
  expect(asked.prompt).toContain(WISHES)
  expect(asked.prompt).not.toContain(HOUSE_RULE)
  // What is begun from there is with the same assistant.
  expect((await list()).find(({ title }) => title === 'Beside')).toMatchObject({ agent: 'research' })

  const main = await ask((await create({})).id, 'hello')
  expect(main.why).toMatchObject({ model: 'first:a', modelBy: 'main', route: { agent: { id: 'main' } } })
  expect(main.prompt).toContain(HOUSE_RULE)
  expect(main.prompt).not.toContain(WISHES)

  // A program is with the main assistant, and gets nothing of what the owner told it.
  const { token } = await client.request<{ token: string }>('tokens.create', { name: 'p', scopes: ['chat'] })
  const answer = await fetch(`http://127.0.0.1:${house.gateway.port}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'openclaw',
      user: 'research',
      messages: [{ role: 'user', content: 'hi' }],
    }),
  })
  expect(answer.status).toBe(200)
  expect(JSON.stringify(vendor.requests.at(-1)?.body)).not.toMatch(/canary|Miss Otis/)
  expect((await list()).find(({ trusted }) => !trusted)).toMatchObject({ agent: 'main' })

  // One that is taken out leaves its conversations: they go on with the main model.
  const { hash } = await client.request<{ hash: string }>('config.get')
  await client.request('config.set', { baseHash: hash, changes: [{ path: ['agents', 'list', 'research'] }] })
  expect(readFileSync(join(house.home, 'openclaw.json'), 'utf8')).not.toContain('canary')
  const later = await ask(research.id, 'and now?')
  expect(later.why).toMatchObject({
    model: 'first:a',
    modelBy: 'main',
    route: { agent: { id: 'research', name: null, gone: true } },
  })
  expect(later.prompt).not.toContain(WISHES)
  await expect(create({ agent: 'research' })).rejects.toMatchObject({ code: 'unknown_agent' })
})
