import { beforeAll, describe, expect, it, vi } from 'vitest'
import { AppError } from '#protocol/errors.ts'
import { approvalOf } from '#testing/approval.ts'
import { ConnectionLost } from '../gateway/connection-lost.ts'
import type { Gateway, TopicEvent } from '../gateway/gateway.ts'
import { createSessionFeed } from './session-feed.ts'

// There is no storage here, which a page would tell its reader.
beforeAll(() => void vi.stubGlobal('dispatchEvent', () => true))

/** A gateway whose answers a test decides; the wire itself is tested in gateway.test.ts. */
function createScriptedGateway() {
  const asked: { method: string; params: unknown }[] = []
  const answers = new Map<string, () => unknown>([
    ['chat.history', () => ({ messages: [], epoch: 'e1', seq: 0, hasMore: false })],
    ['approvals.list', () => ({ approvals: [] })],
  ])
  const readyListeners = new Set<() => void>()
  let topic: ((event: TopicEvent) => void) | undefined
  const gateway: Gateway = {
    start: () => undefined,
    stop: () => undefined,
    state: () => 'ready',
    scopes: () => [],
    server: () => undefined,
    isRestarting: () => false,
    onState: () => () => undefined,
    onReady(listener) {
      readyListeners.add(listener)
      listener()
      return () => void readyListeners.delete(listener)
    },
    async request(method, params) {
      asked.push({ method, params })
      return await answers.get(method)?.()
    },
    async subscribe(_topic, after, listener) {
      topic = listener
      asked.push({ method: 'subscribe', params: after })
      return { epoch: 'e1', seq: 0 }
    },
    unsubscribe: () => undefined,
  }
  return {
    gateway,
    asked,
    answer: (method: string, give: () => unknown) => void answers.set(method, give),
    ready: () => {
      for (const listener of readyListeners) listener()
    },
    event: (event: TopicEvent) => topic?.(event),
    sent: () => asked.filter(({ method }) => method === 'chat.send').map(({ params }) => params),
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

function start() {
  const scripted = createScriptedGateway()
  const feed = createSessionFeed({ gateway: scripted.gateway, sessionId: 's1', schedule: (draw) => draw() })
  feed.start()
  return { ...scripted, feed }
}

const accepted = { runId: 'r1', userMessageId: 'u1', sessionId: 's1', disposition: 'started' }
const stored = (id: string, text: string) => ({ id, role: 'user', parts: [{ type: 'text', text }] })

describe('versions', () => {
  it('come with the history, which is asked for again where another one stands', async () => {
    const { feed, answer, event } = start()
    await settle()
    const page = { epoch: 'e1', seq: 2, hasMore: false }
    answer('chat.history', () => ({ ...page, messages: [stored('u2', 'anew')], versions: [['u1', 'u2']] }))
    event({ epoch: 'e1', seq: 1, event: { type: 'message', message: stored('u1', 'first') } })
    event({ epoch: 'e1', seq: 2, event: { type: 'versions-change' } })
    await settle()
    expect(feed.view().messages.map(({ id }) => id)).toEqual(['u2'])
    expect(feed.view().versions.get('u1')).toEqual(['u1', 'u2'])
    expect(feed.view().versions.get('u9')).toBeUndefined()
  })
})

describe('sending', () => {
  it('shows the message at once, and once only when it is stored', async () => {
    const { feed, answer, event } = start()
    answer('chat.send', () => accepted)
    feed.send({ text: 'hello' })
    expect(feed.view().pending).toMatchObject([{ text: 'hello', state: 'sending' }])
    await settle()
    expect(feed.view()).toMatchObject({ pending: [{ state: 'accepted', messageId: 'u1' }], running: true })
    event({ epoch: 'e1', seq: 1, event: { type: 'message', message: stored('u1', 'hello') } })
    expect(feed.view()).toMatchObject({ pending: [], messages: [{ id: 'u1' }] })
  })

  it('does not show it twice where the stored message overtakes the answer', async () => {
    const { feed, answer, event } = start()
    await settle()
    answer('chat.send', () => {
      event({ epoch: 'e1', seq: 1, event: { type: 'message', message: stored('u1', 'hello') } })
      return accepted
    })
    feed.send({ text: 'hello' })
    await settle()
    expect(feed.view()).toMatchObject({ pending: [], messages: [{ id: 'u1' }] })
  })

  it('sends again under the same key when the connection is back', async () => {
    const { feed, answer, ready, sent } = start()
    await settle()
    answer('chat.send', () => {
      throw new ConnectionLost()
    })
    feed.send({ text: 'hello' })
    await settle()
    expect(feed.view().pending).toMatchObject([{ state: 'sending' }])
    answer('chat.send', () => accepted)
    ready()
    await settle()
    expect(sent().length).toBe(2)
    expect(sent()[1]).toEqual(sent()[0])
  })

  it('keeps an unsent message although an older one has the same words', async () => {
    const { feed, answer, event, ready, sent } = start()
    await settle()
    answer('chat.send', () => {
      throw new ConnectionLost()
    })
    feed.send({ text: 'yes' })
    await settle()
    answer('chat.send', () => accepted)
    ready()
    const snapshot = { type: 'snapshot', messages: [stored('u0', 'yes')], seq: 4 }
    event({ epoch: 'e2', seq: 4, event: snapshot })
    await settle()
    expect(sent().length).toBe(2)
    expect(feed.view().pending).toMatchObject([{ messageId: 'u1' }])
  })

  it('says why it was refused and sends again on demand', async () => {
    const { feed, answer } = start()
    answer('chat.send', () => {
      throw new AppError('too_many', 'Too many.')
    })
    feed.send({ text: 'hello' })
    await settle()
    const [pending] = feed.view().pending
    expect(pending).toMatchObject({ state: 'unsent', problem: 'too_many' })
    answer('chat.send', () => accepted)
    feed.resend(pending?.idempotencyKey ?? '')
    await settle()
    expect(feed.view().pending).toMatchObject([{ state: 'accepted' }])
  })
})

describe('following', () => {
  it('resumes where it was', async () => {
    const { asked, event, ready } = start()
    await settle()
    event({ epoch: 'e1', seq: 1, event: { type: 'message', message: stored('u1', 'hello') } })
    ready()
    await settle()
    expect(asked.filter(({ method }) => method === 'chat.history').length).toBe(1)
    expect(asked.filter(({ method }) => method === 'subscribe').at(-1)?.params).toEqual({
      epoch: 'e1',
      seq: 1,
    })
  })

  it('loads again where events are missing', async () => {
    const { feed, answer, event } = start()
    await settle()
    answer('chat.history', () => ({
      messages: [stored('u1', 'a'), stored('u2', 'b')],
      epoch: 'e1',
      seq: 9,
      hasMore: false,
    }))
    event({ epoch: 'e1', seq: 9, event: { type: 'message', message: stored('u2', 'b') } })
    await settle()
    expect(feed.view().messages.map((message) => message.id)).toEqual(['u1', 'u2'])
  })

  it('shows how a question was answered while the page was away, and after a reload', async () => {
    const question = approvalOf({ id: 'q1', sessionId: 's1' })
    const { feed, answer, ready } = start()
    answer('approvals.list', () => ({ approvals: [question] }))
    await settle()
    expect(feed.view().approvals).toMatchObject([{ status: 'pending' }])
    answer('approvals.list', () => ({ approvals: [] }))
    const approvals = [{ ...question, status: 'denied', decision: 'deny' }]
    answer('chat.history', () => ({ messages: [], approvals, epoch: 'e1', seq: 0, hasMore: false }))
    ready()
    await settle()
    expect(feed.view().approvals).toMatchObject([{ status: 'denied' }])
  })

  it('says so where there is no such conversation', async () => {
    const scripted = createScriptedGateway()
    scripted.answer('chat.history', () => {
      throw new AppError('unknown_session', 'No such session.')
    })
    const feed = createSessionFeed({ gateway: scripted.gateway, sessionId: 'x', schedule: (draw) => draw() })
    feed.start()
    await settle()
    expect(feed.view()).toMatchObject({ phase: 'failed', error: { code: 'unknown_session' } })
  })
})
