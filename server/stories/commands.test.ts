import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ChatMessage } from '#protocol/messages.ts'
import type { GatewayClient } from '#testing/client.ts'
import { type House, openHouse } from '../fixtures/house.ts'

let house: House
let client: GatewayClient
let sessionId: string
let sent = 0

beforeAll(async () => {
  house = await openHouse()
  client = house.owner
  const main = await client.request<{ sessions: { id: string }[] }>('sessions.list')
  sessionId = main.sessions[0]?.id ?? ''
  await client.subscribe(`session:${sessionId}`)
})
afterAll(() => house.close())

async function say(text: string): Promise<ChatMessage | undefined> {
  sent += 1
  const key = { sessionId, text, idempotencyKey: `key-${sent}` }
  const { runId } = await client.request<{ runId: string }>('chat.send', key)
  expect(await client.request('chat.send', key)).toMatchObject({ runId })
  await client.event(({ event }) => {
    const ended = event as { type: string; runId?: string }
    return ended.type === 'run-end' && ended.runId === runId
  })
  const { messages } = await client.request<{ messages: ChatMessage[] }>('chat.history', { sessionId })
  const answers = messages.filter(({ role, metadata }) => role === 'assistant' && metadata?.runId === runId)
  expect(answers).toHaveLength(1)
  return answers[0]
}

it.each([
  ['/help', '`/status`'],
  ['/帮助', '查看当前状态'],
  ['/status', 'Agents ready'],
  ['/状态', '可用代理'],
  ['/whoami', 'You are the owner'],
  ['/我是谁', '你是主人'],
  ['/model', 'builtin:offline'],
  ['/models', 'builtin:offline'],
  ['/model gpt-99', 'There is no model'],
  ['切换到 gpt-4o', '好的，切换到 openai:gpt-4o'],
  ['/model default', 'switching to builtin:offline'],
  ['/sessions', 'this one'],
  ['/usage', 'Today'],
  ['/new plans', 'plans'],
  ['/stop', 'nothing to stop'],
  ['/compact', 'There is nothing'],
  ['/approve 1234', 'Nothing waits for you'],
  ['/hlep', 'Did you mean /help?'],
  ['/模型 gpt-99', '没有名为“gpt-99”的模型'],
  ['用本地模型帮我分析这个文件', '这台机器上没有模型'],
  ['/模型列表', '当前使用'],
  ['/批准 1234', '没有等待批准的操作'],
])('%s is answered by the gateway, once, with %j', async (text, words) => {
  const answer = await say(text)
  expect(JSON.stringify(answer?.parts)).toContain(words)
  expect(answer?.metadata).toMatchObject({ status: 'completed', command: expect.any(String) })
  // Who asks in Chinese reads no English sentence, only commands to type.
  if (/\p{Script=Han}/u.test(text)) {
    expect(JSON.stringify(answer?.parts)).not.toMatch(/(?:[a-z]+ ){5}/i)
  }
})
