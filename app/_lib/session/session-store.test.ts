import { describe, expect, it } from 'vitest'
import type { ChatChunk, ChatMessage } from '#protocol/messages.ts'
import type { SessionEvent } from '#protocol/run-events.ts'
import { approvalOf } from '#testing/approval.ts'
import { createSessionStore } from './session-store.ts'

const user = (id: string, text: string): ChatMessage => ({
  id,
  role: 'user',
  parts: [{ type: 'text', text }],
  metadata: { createdAt: 1, runId: `run-of-${id}` },
})

function createStore() {
  const draws: (() => void)[] = []
  const store = createSessionStore({ schedule: (draw) => draws.push(draw), now: () => 5 })
  let seq = 10
  store.load({ messages: [user('u1', 'hello')], epoch: 'e1', seq, hasMore: true })
  return {
    store,
    draws,
    draw: () => {
      for (const draw of draws.splice(0)) draw()
      return store.view()
    },
    send: (...events: SessionEvent[]) =>
      events.map((event) => store.receive({ epoch: 'e1', seq: ++seq, event })),
  }
}

const begin: SessionEvent = { type: 'run-start', runId: 'r1', userMessageId: 'u1', messageId: 'a1' }
const chunk = (value: ChatChunk): SessionEvent => ({ type: 'chunk', runId: 'r1', chunk: value })
const hello = [
  chunk({ type: 'text-start', id: 't' }),
  chunk({ type: 'text-delta', id: 't', delta: 'Good ' }),
  chunk({ type: 'text-delta', id: 't', delta: 'day' }),
]

describe('a conversation built from events', () => {
  it('grows the answer and ends it', () => {
    const { send, draw } = createStore()
    send(begin, ...hello)
    expect(draw()).toMatchObject({
      running: true,
      messages: [
        { id: 'u1' },
        { id: 'a1', parts: [{ type: 'text', text: 'Good day' }], metadata: { status: 'streaming' } },
      ],
    })
    send({ type: 'run-end', runId: 'r1', status: 'completed' })
    expect(draw()).toMatchObject({ running: false, messages: [{}, { metadata: { status: 'completed' } }] })
  })

  it('draws once for many events, and leaves what did not change untouched', () => {
    const { send, draw, draws } = createStore()
    send(begin, ...hello)
    const before = draw()
    send(
      chunk({ type: 'text-end', id: 't' }),
      chunk({ type: 'tool-input-available', toolCallId: 'c1', toolName: 'read', input: { path: 'a' } }),
    )
    expect(draws.length).toBe(1)
    const after = draw()
    expect(after.messages[0]).toBe(before.messages[0])
    expect(after.messages[1]).not.toBe(before.messages[1])
    send(chunk({ type: 'tool-output-available', toolCallId: 'c1', output: { path: 'a' } }))
    const last = draw()
    expect(last.messages[1]?.parts[0]).toBe(after.messages[1]?.parts[0])
    expect(last.messages[1]?.parts[1]).not.toBe(after.messages[1]?.parts[1])
  })

  it('C11: takes each event once and tells where some are missing', () => {
    const { store, send, draw } = createStore()
    send(begin, ...hello)
    const again = { epoch: 'e1', seq: 14, event: hello[2] }
    expect(store.receive(again)).toBe(true)
    expect(draw().messages[1]?.parts[0]).toMatchObject({ text: 'Good day' })
    expect(store.receive({ ...again, seq: 16 })).toBe(false)
    expect(store.receive({ ...again, seq: 15, epoch: 'e2' })).toBe(false)
    expect(store.cursor()).toEqual({ epoch: 'e1', seq: 14 })
  })

  it('goes on from a snapshot, older pages kept, the open answer still growing', () => {
    const { store, send, draw } = createStore()
    store.prepend({ messages: [user('u0', 'earlier')], hasMore: false })
    send(begin, ...hello)
    const partial: ChatMessage = {
      id: 'a1',
      role: 'assistant',
      parts: [{ type: 'text', text: 'Good day to', state: 'streaming' }],
      metadata: { createdAt: 2, runId: 'r1', status: 'streaming' },
    }
    const snapshot: SessionEvent = { type: 'snapshot', messages: [user('u1', 'hello'), partial], seq: 3 }
    expect(store.receive({ epoch: 'e2', seq: 3, event: snapshot })).toBe(true)
    expect(
      store.receive({ epoch: 'e2', seq: 4, event: chunk({ type: 'text-delta', id: 't', delta: ' you' }) }),
    ).toBe(true)
    const view = draw()
    expect(view.messages.map((message) => message.id)).toEqual(['u0', 'u1', 'a1'])
    expect(view.messages[2]?.parts[0]).toMatchObject({ text: 'Good day to you' })
    expect(view.running).toBe(true)
  })

  it('shows a run that failed before it had an answer, until the answer is there', () => {
    const { send, draw } = createStore()
    const error = { code: 'missing_key', message: 'no key', retryable: false } as const
    send({ type: 'run-end', runId: 'r1', status: 'failed', error })
    expect(draw().messages[1]).toMatchObject({ role: 'assistant', metadata: { status: 'failed', error } })
    const stored: ChatMessage = {
      id: 'a1',
      role: 'assistant',
      parts: [],
      metadata: { createdAt: 3, runId: 'r1', status: 'failed', error },
    }
    send({ type: 'message', message: stored })
    expect(draw().messages.map((message) => message.id)).toEqual(['u1', 'a1'])
  })

  it('closes what a stopped run left open, and its questions', () => {
    const { send, draw } = createStore()
    send(
      begin,
      chunk({ type: 'tool-input-available', toolCallId: 'c1', toolName: 'exec', input: { argv: ['ls'] } }),
      {
        type: 'approval-request',
        approval: approvalOf({ id: 'ap1', runId: 'r1', toolCallId: 'c1' }),
      },
      { type: 'run-wait', runId: 'r1', approvalIds: ['ap1'] },
      { type: 'run-end', runId: 'r1', status: 'stopped' },
    )
    const view = draw()
    expect(view.approvals).toMatchObject([{ status: 'cancelled' }])
    send(begin)
    expect(draw().approvals, 'whoever shows them is not drawn again').toBe(view.approvals)
    expect(view.messages[1]?.parts[0]).toMatchObject({ state: 'output-error', errorText: 'stopped' })
  })

  it('passes over an event of a newer gateway', () => {
    const { store, send } = createStore()
    expect(store.receive({ epoch: 'e1', seq: 11, event: { type: 'from-the-future' } })).toBe(true)
    expect(store.cursor()?.seq).toBe(11)
    expect(send(begin)).toEqual([true])
  })
})
