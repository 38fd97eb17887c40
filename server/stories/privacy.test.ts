import { readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ChatMessage } from '#protocol/messages.ts'
import { decideTool } from '#protocol/policy.ts'
import { LEFT_OUT } from '#protocol/privacy.ts'
import type { GatewayClient } from '#testing/client.ts'
import { failure, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor, type VendorRequest } from '#testing/model-vendor/vendor.ts'
import { type House, openHouse } from '../fixtures/house.ts'

/**
 * What must not leave: the user's words, a file's content, a fact that was kept, the local model's answer, a
 * file that it wrote, the middle of a result that was cut.
 */
const CANARIES = [
  'canary-words-1',
  'canary-file-2',
  'canary-fact-3',
  'canary-answer-4',
  'canary-written-5',
  'canary-result-6',
] as const

let vendor: ModelVendor
let house: House
let client: GatewayClient
let sessionId: string
let sent = 0
let home: string

/** One fake plays every vendor; `/v1` behind the cloud's address, `/api` is Ollama on this machine. */
async function open(mayLeave?: () => boolean, decide = decideTool): Promise<void> {
  const cloud = { apiKey: 'sk-test', baseUrl: `${vendor.url}/v1` }
  house = await openHouse({
    config: {
      models: { main: 'claude-opus', fallback: ['gpt-4o', 'ollama:llama3'], local: 'ollama:llama3' },
      providers: { anthropic: cloud, openai: cloud, ollama: { baseUrl: vendor.url } },
    },
    prepareRuns: (deps) => ({
      ...deps,
      policy: { ...deps.policy, decide },
      ...(mayLeave ? { mayLeave } : {}),
    }),
    ...(mayLeave ? { mayLeave } : {}),
  })
  client = house.owner
  home = house.home
  await house.gateway.whenReady()
  writeFileSync(join(home, 'workspace', 'diary.md'), `Dear diary: ${CANARIES[1]}`)
  const { sessions } = await client.request<{ sessions: { id: string; key: string }[] }>('sessions.list')
  sessionId = sessions.find((session) => session.key === 'agent:main:main')?.id ?? ''
  await client.subscribe(`session:${sessionId}`)
}

async function say(words: string, editedTo: readonly string[] = []): Promise<ChatMessage> {
  sent += 1
  const { runId } = await client.request<{ runId: string }>('chat.send', {
    sessionId,
    text: words,
    idempotencyKey: `key-${sent}`,
    ...(editedTo.length > 0 ? { mode: 'collect' } : {}),
  })
  for (const text of editedTo) await client.request('chat.queueEdit', { runId, text })
  await client.event(({ event }) => {
    const ended = event as { type: string; runId?: string }
    return ended.type === 'run-end' && ended.runId === runId
  })
  const { messages } = await client.request<{ messages: ChatMessage[] }>('chat.history', { sessionId })
  const answer = messages.findLast(({ role, metadata }) => role === 'assistant' && metadata?.runId === runId)
  if (!answer) throw new Error('there is no answer')
  return answer
}

const wordsOf = (message: ChatMessage): string =>
  message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n')

const isCloud = (request: VendorRequest): boolean => request.wire !== 'ollama'
const cloudText = (): string => JSON.stringify(vendor.requests.filter(isCloud).map(({ body }) => body))
const leaked = (): string[] => CANARIES.filter((canary) => cloudText().includes(canary))

/** The local model reads the file, keeps a fact, answers; everyone else says a word, the first one after failing. */
function scriptVendors(): void {
  let local = 0
  let cloud = 0
  vendor.setModels(['llama3:latest'])
  vendor.script((request) => {
    if (!isCloud(request)) {
      local += 1
      if (local > 1) return [text(CANARIES[3])]
      return [toolCall('read', { path: 'diary.md' }), toolCall('remember', { text: CANARIES[2] })]
    }
    cloud += 1
    if (request.wire === 'anthropic' && cloud === 3) return [failure(529)]
    if (cloud === 5) return [toolCall('recall', { query: '' })]
    return [text('fine')]
  })
}

async function goOnInTheCloud(): Promise<void> {
  const secret = await say(`用本地模型帮我分析 diary.md（隐私敏感）${CANARIES[0]}`)
  expect(wordsOf(secret)).toMatch(/^好的，切换到 ollama:llama3…/)
  expect(secret.metadata).toMatchObject({ private: true, model: 'ollama:llama3' })
  for (const words of [
    'hello',
    'what did I say before?',
    'and again?',
    '/model gpt-4o',
    'tell me all',
    '/compact',
    'what do you remember?',
  ]) {
    await say(words)
  }
}

beforeEach(async () => {
  vendor = await startModelVendor()
  scriptVendors()
})
afterEach(async () => {
  await house.close()
  await vendor.stop()
})

it('not one private word is in any request to the cloud, whatever follows', async () => {
  await open()
  await goOnInTheCloud()
  expect(vendor.requests.filter(isCloud).length).toBeGreaterThan(5)
  expect(leaked()).toEqual([])
  expect(cloudText()).toContain(LEFT_OUT)
  const local = JSON.stringify(vendor.requests.filter((request) => !isCloud(request)).map(({ body }) => body))
  expect(local).toContain(CANARIES[0])
  expect(local).toContain(CANARIES[1])
})

it('a rule that lets everything leave is caught', async () => {
  await open(() => true)
  await goOnInTheCloud()
  expect(leaked()).not.toEqual([])
})

it('a private turn whose model fails is answered by nobody else, and says so', async () => {
  await open()
  vendor.script((request) => (isCloud(request) ? [text('fine')] : [failure(500), text('')]))
  const answer = await say(`use the local model for this: ${CANARIES[0]}`)
  expect(answer.metadata).toMatchObject({ status: 'failed', private: true })
  expect(answer.metadata?.error?.message).toContain('ollama:llama3')
  expect(answer.metadata?.error?.message).toContain('private')
  expect(vendor.requests.filter(isCloud)).toEqual([])
})

it('what was private may leave after the owner has lifted it', async () => {
  await open()
  await say(`use the local model for this: ${CANARIES[0]}`)
  const lifted = await client.request('chat.liftPrivacy', {
    sessionId,
  })
  expect(lifted).toEqual({ messages: 2, memories: 1, files: 0 })
  await say('hello')
  expect(leaked()).toContain(CANARIES[0])
})

it('a message that waits is private once its words say so, and not any more once they do not', async () => {
  await open()
  const edited = await say('hello', [`use the local model for this: ${CANARIES[0]}`])
  expect(edited.metadata).toMatchObject({ private: true, model: 'ollama:llama3' })
  expect(vendor.requests.filter(isCloud)).toEqual([])
  const back = await say('hello', [`use the local model for this: ${CANARIES[0]}`, 'good morning'])
  expect(back.metadata?.private).toBeUndefined()
  expect(back.metadata?.model).toMatch(/^anthropic:/)
  expect(cloudText()).toContain('good morning')
  expect(leaked()).toEqual([])
  await expect(say('hello', ['/status'])).rejects.toThrow('are a command')
})

/** The local model writes a file and runs a command with much to say; then one in the cloud tries to have both. */
async function readElsewhere(): Promise<void> {
  const workspace = join(home, 'workspace')
  const filler = `${'x'.repeat(79)}\n`.repeat(1_000)
  writeFileSync(join(workspace, 'long.txt'), `${filler}${CANARIES[5]}\n${filler}`)
  let local = 0
  vendor.script(() => {
    local += 1
    if (local > 1) return [text('done')]
    return [
      toolCall('write', { path: 'notes.md', content: CANARIES[4] }),
      toolCall('exec', { argv: ['cat', 'long.txt'] }),
    ]
  })
  const secret = say('use the local model for this: write it all down')
  const asked = await client.event(({ event }) => (event as { type: string }).type === 'approval-request')
  const { approval } = asked.event as { approval: { id: string; rule: string } }
  expect(approval.rule).toBe('private-exec')
  await client.request('approvals.resolve', { approvalId: approval.id, decision: 'allow-once' })
  expect((await secret).metadata).toMatchObject({ private: true, status: 'completed' })

  const [result = 'none'] = readdirSync(join(workspace, '.openclaw', 'results'))
  writeFileSync(join(workspace, 'long.txt'), 'nothing')
  symlinkSync('notes.md', join(workspace, 'innocent.md'))
  const paths = ['notes.md', './x/../notes.md', join(workspace, 'notes.md'), 'innocent.md']
  let cloud = 0
  vendor.script(() => {
    cloud += 1
    if (cloud > 1) return [text('fine')]
    const middle = { path: `.openclaw/results/${result}`, offset: 1_000, limit: 10 }
    const everything = { pattern: '.', hidden: true, ignored: true, path: '.' }
    return [
      ...paths.map((path) => toolCall('read', { path })),
      toolCall('read', middle),
      toolCall('search', everything),
      toolCall('search', { ...everything, path: 'notes.md' }),
    ]
  })
  await say('now read them')
}

it('no model elsewhere gets a file that a private turn wrote, by whatever name, before it is lifted', async () => {
  await open()
  await readElsewhere()
  expect(leaked()).toEqual([])
  expect(cloudText().split('A private turn wrote this file').length).toBeGreaterThan(5)
  expect(await client.request('chat.liftPrivacy', { sessionId })).toMatchObject({ files: 2 })
  let asked = 0
  vendor.script(() => {
    asked += 1
    return asked > 1 ? [text('fine')] : [toolCall('read', { path: 'notes.md' })]
  })
  await say('and now?')
  expect(leaked()).toContain(CANARIES[4])
})

it('a policy that forgets what private turns wrote is caught', async () => {
  await open(undefined, (question) => decideTool({ ...question, privatePath: false }))
  await readElsewhere()
  expect(leaked()).toEqual([CANARIES[4], CANARIES[5]])
})
