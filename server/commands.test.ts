import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ChatMessage } from '#protocol/messages.ts'
import { connectClient, type GatewayClient } from '#testing/client.ts'
import type { RunningGateway } from './boot/gateway.ts'
import { createEnv } from './env.ts'
import { startGateway } from './main.ts'

let gateway: RunningGateway
let client: GatewayClient
let sessionId: string
let sent = 0

beforeAll(async () => {
  const home = join(mkdtempSync(join(tmpdir(), 'openclaw-commands-')), 'home')
  const env = createEnv({ OPENCLAW_HOME: home, OPENCLAW_LOG_LEVEL: 'silent', PATH: process.env.PATH })
  gateway = await startGateway({ env, port: 0 })
  client = await connectClient(
    gateway.port,
    readFileSync(join(home, 'state', 'gateway.token'), 'utf8').trim(),
  )
  const main = await client.request<{ sessions: { id: string }[] }>('sessions.list')
  sessionId = main.sessions[0]?.id ?? ''
  await client.subscribe(`session:${sessionId}`)
})
afterAll(async () => {
  client.close()
  await gateway.stop()
})

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
])('%s is answered by the gateway, once, with %j', async (text, words) => {
  const answer = await say(text)
  expect(JSON.stringify(answer?.parts)).toContain(words)
  expect(answer?.metadata).toMatchObject({ status: 'completed', command: expect.any(String) })
})
