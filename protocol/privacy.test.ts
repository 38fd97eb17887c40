import { describe, expect, it } from 'vitest'
import type { ModelTarget } from './agent-rpc.ts'
import type { ChatMessage } from './messages.ts'
import { forModels, isLocal, LEFT_OUT, mayLeave } from './privacy.ts'

const target = (fields: Partial<ModelTarget>): ModelTarget => ({
  reference: 'x:y',
  api: 'openai',
  provider: 'x',
  modelId: 'y',
  ...fields,
})
const ollama = target({ api: 'ollama', modelId: 'llama3' })

describe('a model is local', () => {
  it.each<[string, Partial<ModelTarget>]>([
    ['when it is built in', { api: 'builtin' }],
    ['on Ollama’s own address', { api: 'ollama', modelId: 'llama3' }],
    ['on Ollama at 127.0.0.1', { api: 'ollama', baseUrl: 'http://127.0.0.1:11434' }],
    ['on another loopback address', { api: 'openai-compatible', baseUrl: 'http://127.8.8.8/v1' }],
    ['at localhost', { api: 'openai-compatible', baseUrl: 'http://localhost:8000/v1' }],
    ['at ::1', { api: 'openai-compatible', baseUrl: 'http://[::1]:8000/v1' }],
  ])('%s', (_, fields) => expect(isLocal(target(fields))).toBe(true))

  it.each<[string, Partial<ModelTarget>]>([
    ['at a vendor', { api: 'openai' }],
    ['at a vendor behind a proxy on this machine', { api: 'openai', baseUrl: 'http://127.0.0.1:9/v1' }],
    ['on Ollama in the next room', { api: 'ollama', baseUrl: 'http://192.168.1.5:11434' }],
    ['passed on by Ollama to its vendor', { api: 'ollama', modelId: 'gpt-oss:120b-cloud' }],
    ['passed on under another name', { api: 'ollama', modelId: 'glm-4.6:cloud' }],
    ['at a name that looks like loopback', { api: 'ollama', baseUrl: 'http://127.0.0.1.example.com' }],
    ['at localhost of somebody else', { api: 'openai-compatible', baseUrl: 'http://localhost.evil.com/v1' }],
    ['behind a user name that looks like one', { api: 'ollama', baseUrl: 'http://127.0.0.1@evil.com/' }],
    ['at an address that is none', { api: 'openai-compatible', baseUrl: 'not an address' }],
    ['at no address', { api: 'openai-compatible' }],
  ])('not %s', (_, fields) => expect(isLocal(target(fields))).toBe(false))
})

const message = (fields: Partial<ChatMessage>): ChatMessage => ({
  id: 'm',
  role: 'user',
  parts: [{ type: 'text', text: 'secret' }],
  metadata: { createdAt: 1 },
  ...fields,
})

describe('what a model may have', () => {
  it('is everything that is not private, and what is private only on this machine', () => {
    expect(mayLeave({}, target({}))).toBe(true)
    expect(mayLeave({ private: true }, target({}))).toBe(false)
    expect(mayLeave({ private: true }, ollama)).toBe(true)
  })

  it('keeps the shape of the conversation and not one private word', () => {
    const secret = message({ metadata: { createdAt: 1, private: true, author: 'secret' } })
    expect(forModels([secret], [ollama])).toEqual([secret])
    const left = forModels([secret, message({ id: 'n' })], [ollama, target({})])
    expect(left.map(({ id, role }) => [id, role])).toEqual([
      ['m', 'user'],
      ['n', 'user'],
    ])
    expect(left[0]?.parts).toEqual([{ type: 'text', text: LEFT_OUT }])
    expect(JSON.stringify(left[0])).not.toContain('secret')
  })

  it('holds no chat commands and no words of the gateway about the model', () => {
    const note = 'All right, switching to ollama:llama3…'
    const answer = message({
      id: 'a',
      role: 'assistant',
      parts: [
        { type: 'text', text: note },
        { type: 'text', text: 'Hello.' },
      ],
      metadata: { createdAt: 1, modelSwitch: { model: 'ollama:llama3', note } },
    })
    const command = message({ id: 'c', metadata: { createdAt: 1, command: 'status' } })
    expect(forModels([command, answer], [ollama])).toMatchObject([{ id: 'a', parts: [{ text: 'Hello.' }] }])
  })
})
