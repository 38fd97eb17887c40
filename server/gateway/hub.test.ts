import { beforeEach, describe, expect, test } from 'vitest'
import type { ChatMessage } from '#protocol/messages.ts'
import { createEvents, type Events } from '../events.ts'
import { createTestClock, type TestClock } from '../http/fixtures/test-edge.ts'
import { createHub, type Hub, type Position } from './hub.ts'

interface Heard {
  seq: number
  epoch: string
  event: {
    type: string
    chunk?: { delta?: string }
    problems?: string[]
    messages?: ChatMessage[]
    seq?: number
  }
}

let clock: TestClock
let events: Events
let hub: Hub
let snapshots: number
const stored: ChatMessage = { id: 'm', role: 'user', parts: [{ type: 'text', text: 'stored' }] }
beforeEach(() => {
  clock = createTestClock()
  events = createEvents()
  snapshots = 0
  hub = createHub({
    events,
    clock,
    epoch: 'now',
    snapshot: () => {
      snapshots += 1
      return { messages: [stored] }
    },
  })
})

function listen(topic = 'session:a', after?: Position) {
  const heard: Heard[] = []
  const raw: Buffer[] = []
  const pace = { isBehind: false }
  const subscription = hub.subscribe(topic, after, {
    send(frame) {
      raw.push(frame)
      heard.push(JSON.parse(String(frame)))
    },
    isBehind: () => pace.isBehind,
  })
  subscription.start()
  return { heard, raw, subscription, pace }
}
const emit = (count: number, sessionId = 'a'): void => {
  for (let index = 0; index < count; index++) {
    events.session(sessionId, { type: 'run-wait', runId: 'r', approvalIds: [] })
  }
}
const seqs = (heard: Heard[]): number[] => heard.map(({ seq }) => seq)

describe('a topic', () => {
  test('numbers its events from one, each topic by itself', () => {
    const { heard } = listen()
    emit(2)
    emit(1, 'b')
    emit(1)
    expect(seqs(heard)).toEqual([1, 2, 3])
    expect(hub.position('session:a')).toEqual({ epoch: 'now', seq: 3 })
    expect(hub.position('session:b')).toEqual({ epoch: 'now', seq: 1 })
    expect(hub.position('session:never')).toEqual({ epoch: 'now', seq: 0 })
  })

  test('is serialised once for all who hear it', () => {
    const first = listen()
    const second = listen()
    emit(1)
    expect(first.raw[0]).toBe(second.raw[0])
  })

  test('keeps the order of what happens between the answer and the start', () => {
    const heard: number[] = []
    const one = listen()
    emit(2)
    const subscription = hub.subscribe(
      'session:a',
      { epoch: 'now', seq: 0 },
      { send: (frame) => void heard.push(JSON.parse(String(frame)).seq), isBehind: () => false },
    )
    emit(1)
    subscription.start()
    emit(1)
    expect(heard).toEqual([1, 2, 3, 4])
    expect(seqs(one.heard)).toEqual([1, 2, 3, 4])
  })

  test('is silent after the end of a subscription', () => {
    const { heard, subscription } = listen()
    subscription.stop()
    emit(1)
    expect(heard).toEqual([])
  })
})

describe('C11 resuming', () => {
  test('continues after a short absence without a gap and without a snapshot', () => {
    const before = listen()
    emit(3)
    before.subscription.stop()
    emit(4)
    const after = listen('session:a', { epoch: 'now', seq: 3 })
    emit(1)
    expect(seqs(after.heard)).toEqual([4, 5, 6, 7, 8])
    expect(snapshots).toBe(0)
  })

  test('with nothing missed sends nothing, also where nobody has listened yet', () => {
    emit(5)
    expect(listen('session:a', { epoch: 'now', seq: 5 }).heard).toEqual([])
  })

  test.each([
    ['another epoch', { epoch: 'before the restart', seq: 2 }],
    ['a number from the future', { epoch: 'now', seq: 99 }],
    ['events that nobody heard', { epoch: 'now', seq: 1 }],
  ])('after %s begins with a snapshot of the present', (_name, after) => {
    emit(3)
    const { heard } = listen('session:a', after)
    emit(1)
    expect(heard[0]).toMatchObject({ seq: 3, event: { type: 'snapshot', messages: [stored], seq: 3 } })
    expect(seqs(heard)).toEqual([3, 4])
  })

  test('after two minutes of silence begins with a snapshot', () => {
    listen().subscription.stop()
    emit(1)
    clock.advance(120_000)
    emit(1)
    expect(listen('session:a', { epoch: 'now', seq: 0 }).heard[0]?.event.type).toBe('snapshot')
  })

  test('from too far back begins with a snapshot, from nearer continues', () => {
    listen()
    emit(10_000)
    expect(listen('session:a', { epoch: 'now', seq: 0 }).heard.length).toBe(1)
    const near = listen('session:a', { epoch: 'now', seq: 9_900 })
    expect(seqs(near.heard)).toEqual(Array.from({ length: 100 }, (_, index) => 9_901 + index))
  })

  test('of the system topic begins with an empty snapshot', () => {
    events.system({ type: 'agent-change', ready: 1 })
    const { heard } = listen('system', { epoch: 'before', seq: 0 })
    expect(heard[0]?.event).toEqual({ type: 'snapshot', messages: [], seq: 1 })
  })

  test('keeps a bounded amount, however large the events are', () => {
    listen('system')
    const problem = 'x'.repeat(1024 * 1024)
    for (let index = 0; index < 20; index++) {
      events.system({ type: 'config-change', ok: false, problems: [problem] })
    }
    expect(listen('system', { epoch: 'now', seq: 10 }).heard[0]?.event.type).toBe('snapshot')
    expect(seqs(listen('system', { epoch: 'now', seq: 19 }).heard)).toEqual([20])
  })
})

describe('the pieces of a text', () => {
  const say = (delta: string, chunk: object = {}, runId = 'r'): void =>
    events.session('a', { type: 'chunk', runId, chunk: { type: 'text-delta', id: 't', delta, ...chunk } })
  const words = (heard: Heard[]) => heard.map(({ event }) => event.chunk?.delta ?? event.type)

  test('leave at once after a pause, and joined every 33 ms while they follow closely', () => {
    const { heard } = listen()
    say('a')
    expect(words(heard)).toEqual(['a'])
    for (const delta of ['b', 'c', 'd']) say(delta)
    expect(words(heard)).toEqual(['a'])
    clock.advance(33)
    expect(words(heard)).toEqual(['a', 'bcd'])
    say('e')
    clock.advance(33)
    expect(words(heard)).toEqual(['a', 'bcd', 'e'])
    clock.advance(33)
    say('f')
    expect(words(heard)).toEqual(['a', 'bcd', 'e', 'f'])
    expect(seqs(heard)).toEqual([1, 2, 3, 4])
  })

  test('leave at once where another run has just ended with some', () => {
    const { heard } = listen()
    say('a')
    say('b')
    events.session('a', { type: 'run-start', runId: 'r2', userMessageId: 'u', messageId: 'm' })
    say('c', {}, 'r2')
    expect(words(heard)).toEqual(['a', 'b', 'run-start', 'c'])
    say('d', {}, 'r2')
    expect(words(heard)).toEqual(['a', 'b', 'run-start', 'c'])
    clock.advance(33)
    expect(words(heard)).toEqual(['a', 'b', 'run-start', 'c', 'd'])
  })

  test('never wait for, or change places with, anything else', () => {
    const { heard } = listen()
    say('a')
    say('b')
    emit(1)
    say('c')
    say('d', { id: 'u' })
    say('e', { type: 'reasoning-delta', id: 'u' })
    say('f', { type: 'reasoning-delta', id: 'u' }, 'another run')
    say('g', { providerMetadata: { vendor: { signature: 's' } } })
    say('h')
    emit(1)
    expect(words(heard).join(' ')).toBe('a b run-wait c d e f g h run-wait')
    expect(seqs(heard)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('are numbered before a position is told, so that who loads then sees nothing twice', () => {
    const { heard } = listen()
    say('a')
    say('b')
    const seq = hub.position('session:a').seq
    expect(seq).toBe(2)
    const late = listen('session:a', { epoch: 'now', seq })
    say('c')
    clock.advance(33)
    expect(words(late.heard)).toEqual(['c'])
    expect(words(heard)).toEqual(['a', 'b', 'c'])
  })

  test('C7 are the first that a slow reader loses; a snapshot makes up for them without a gap', () => {
    const quick = listen()
    const slow = listen()
    const slower = listen()
    slow.pace.isBehind = true
    slower.pace.isBehind = true
    for (let index = 0; index < 5; index++) {
      say('x')
      clock.advance(33)
    }
    expect([seqs(quick.heard), seqs(slow.heard)]).toEqual([[1, 2, 3, 4, 5], []])
    // What is no piece arrives all the same, behind the state that it builds on.
    emit(1)
    expect(slow.heard.map(({ seq, event }) => [seq, event.type])).toEqual([
      [5, 'snapshot'],
      [6, 'run-wait'],
    ])
    expect(slow.raw[0]).toBe(slower.raw[0])
    say('y')
    slow.pace.isBehind = false
    clock.advance(100)
    say('z')
    expect(seqs(slow.heard)).toEqual([5, 6, 7, 8])
    expect(slow.heard[2]?.event).toMatchObject({ type: 'snapshot', seq: 7 })
    expect(slower.heard.length).toBe(2)
    expect(seqs(quick.heard)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(snapshots).toBe(2)
  })
})

test('events that nobody hears are not even serialised', () => {
  const trap = {
    type: 'run-wait' as const,
    runId: 'r',
    approvalIds: [],
    toJSON() {
      throw new Error('serialised for nobody')
    },
  }
  events.session('a', trap)
  expect(hub.position('session:a').seq).toBe(1)
})
