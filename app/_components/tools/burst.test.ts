import { expect, test } from 'vitest'
import type { Approval } from '#protocol/access/approvals.ts'
import type { ChatPart } from '#protocol/messages.ts'
import { gatherBursts } from './burst.ts'

const call = (toolCallId: string) => ({ type: 'tool-read', toolCallId, state: 'input-available' }) as ChatPart
const text = (words: string): ChatPart => ({ type: 'text', text: words, state: 'done' })
const step: ChatPart = { type: 'step-start' }

const keys = (parts: ChatPart[], approvals: Partial<Approval>[] = []) =>
  gatherBursts(parts, approvals as Approval[]).map((shown) =>
    'calls' in shown ? shown.calls.map(({ toolCallId }) => toolCallId) : shown.key,
  )

test('calls in a row are one, across steps and empty words', () => {
  expect(keys([call('a'), step, text(' '), call('b'), call('c'), text('So.'), call('d')])).toEqual([
    ['a', 'b', 'c'],
    '5',
    'd',
  ])
})

test('two calls stand by themselves, and so does one that asked the owner, and a task that another conversation works at', () => {
  expect(keys([call('a'), call('b')])).toEqual(['a', 'b'])
  const asked = [{ toolCallId: 'd' }]
  expect(keys(['a', 'b', 'c', 'd', 'e'].map(call), asked)).toEqual([['a', 'b', 'c'], 'd', 'e'])
  const task = { ...call('t'), type: 'tool-session_send' } as ChatPart
  expect(keys([...['a', 'b', 'c'].map(call), task])).toEqual([['a', 'b', 'c'], 't'])
})
