import { expect, test } from 'vitest'
import type { ChatChunk, ChatMessage } from '../messages.ts'
import { applyChunk, closeMessage } from './assemble.ts'

const build = (...chunks: ChatChunk[]): ChatMessage =>
  chunks.reduce(applyChunk, { id: 'm1', role: 'assistant', parts: [] } as ChatMessage)

const read = { toolCallId: 'c1', toolName: 'read' }

test('a tool that ends while text still streams leaves both whole', () => {
  const message = build(
    { type: 'start-step' },
    { type: 'text-start', id: 't1' },
    { type: 'text-delta', id: 't1', delta: 'Let me ' },
    { type: 'tool-input-start', ...read },
    { type: 'tool-input-available', ...read, input: { path: 'config.json' } },
    { type: 'text-delta', id: 't1', delta: 'look.' },
    { type: 'tool-output-available', toolCallId: 'c1', output: { content: '{}' } },
    { type: 'text-end', id: 't1' },
  )
  expect(message.parts).toEqual([
    { type: 'step-start' },
    { type: 'text', text: 'Let me look.', state: 'done' },
    {
      type: 'tool-read',
      toolCallId: 'c1',
      state: 'output-available',
      input: { path: 'config.json' },
      output: { content: '{}' },
    },
  ])
})

test('reasoning and text of the same step do not mix', () => {
  const message = build(
    { type: 'reasoning-start', id: 'r' },
    { type: 'reasoning-delta', id: 'r', delta: 'hm' },
    { type: 'reasoning-end', id: 'r' },
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta: 'yes' },
  )
  expect(message.parts.map((part) => ('text' in part ? [part.type, part.text] : part.type))).toEqual([
    ['reasoning', 'hm'],
    ['text', 'yes'],
  ])
})

test('live output stands until the result replaces it', () => {
  const output = (stdout: string): ChatChunk => ({
    type: 'data-tool-output',
    data: { toolCallId: 'c1', stdout, stderr: '' },
  })
  const running = build({ type: 'tool-input-start', ...read }, output('a'), output('ab'))
  expect(running.parts.at(-1)).toEqual({
    type: 'data-tool-output',
    data: { toolCallId: 'c1', stdout: 'ab', stderr: '' },
  })
  applyChunk(running, { type: 'tool-output-error', toolCallId: 'c1', errorText: 'exit 1' })
  expect(running.parts).toHaveLength(1)
  expect(running.parts[0]).toMatchObject({ state: 'output-error', errorText: 'exit 1' })
})

test('closing a broken answer leaves nothing half open and nothing lost', () => {
  const message = closeMessage(
    build(
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', delta: 'half an ans' },
      { type: 'tool-input-start', ...read },
      { type: 'data-tool-output', data: { toolCallId: 'c1', stdout: 'x', stderr: '' } },
    ),
    'The agent died.',
  )
  expect(message.parts).toEqual([
    { type: 'text', text: 'half an ans', state: 'done' },
    { type: 'tool-read', toolCallId: 'c1', state: 'output-error', input: {}, errorText: 'The agent died.' },
  ])
})

test('chunks for a call that never began change nothing', () => {
  const message = build(
    { type: 'tool-output-available', toolCallId: 'ghost', output: 1 },
    { type: 'text-delta', id: 'ghost', delta: 'x' },
  )
  expect(message.parts).toEqual([])
})

test('a step that begins anew takes back what it had shown, and nothing of the steps before', () => {
  const message = build(
    { type: 'start-step' },
    { type: 'tool-input-available', ...read, input: {} },
    { type: 'start-step' },
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta: 'half an ans' },
    { type: 'reset-step' },
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta: 'whole' },
    { type: 'text-end', id: 't' },
  )
  expect(message.parts.slice(1)).toEqual([
    { type: 'tool-read', toolCallId: 'c1', state: 'input-available', input: {} },
    { type: 'step-start' },
    { type: 'text', text: 'whole', state: 'done' },
  ])
})
