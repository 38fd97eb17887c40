import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Scope } from '#protocol/access/principal.ts'
import { AppError } from '#protocol/errors.ts'
import type { ChatChunk } from '#protocol/messages.ts'
import type { SessionEvent } from '#protocol/run-events.ts'
import { systemClock } from '../clock.ts'
import { createEvents } from '../events.ts'
import { createCompletions } from './completions.ts'

const RUN = { runId: 'run-1', sessionId: 'session-1', outcome: undefined }
const events = createEvents()
let server: Server
let url: string
let answer = { text: '', model: 'openai:gpt-4o', usage: { inputTokens: 3, outputTokens: 2 } }
let script: () => void = () => {}
let stopped = Promise.withResolvers<string>()
let isStored = false
let scopes: Scope[] = ['api']

const say = (event: SessionEvent) => events.session(RUN.sessionId, event)
const chunk = (piece: ChatChunk) => say({ type: 'chunk', runId: RUN.runId, chunk: piece })
const words = (id: string, ...deltas: string[]) => {
  chunk({ type: 'text-start', id })
  for (const delta of deltas) chunk({ type: 'text-delta', id, delta })
  chunk({ type: 'text-end', id })
}
const end = (status: 'completed' | 'stopped' | 'failed', error?: AppError) =>
  say({ type: 'run-end', runId: RUN.runId, status, ...(error ? { error: error.toShape() } : {}) })

beforeEach(async () => {
  stopped = Promise.withResolvers()
  const complete = createCompletions({
    clock: systemClock,
    events,
    log: { error: () => {} },
    models: {
      isModel: () => false,
      direct: () => {
        throw new AppError('unknown_model', 'There is none.')
      },
      list: () => ({ models: [], main: 'openai:gpt-4o', warnings: [], providers: [], agents: [] }),
    },
    async submit() {
      isStored = true
      // Whoever waits for the message to be stored hears of it when the request follows the answer.
      setImmediate(() => script())
    },
    answers: {
      find: () => (isStored ? RUN : undefined),
      get: () => answer,
      stop: async ({ runId }) => stopped.resolve(runId),
    },
  })
  server = createServer((request, response) => {
    void complete({
      request,
      response,
      identify: () => ({
        principal: { role: 'guest', scopes, credentialId: 'token-1' },
        kind: 'token',
      }),
      async readJson() {
        let body = ''
        for await (const data of request) body += String(data)
        return JSON.parse(body)
      },
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** Asks, and lets the script play as soon as the message is stored. */
async function ask(fields: object, played: () => void, signal?: AbortSignal) {
  script = played
  isStored = false
  const body = JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: 'Hi' }], ...fields })
  const response = await fetch(url, { method: 'POST', body, ...(signal ? { signal } : {}) })
  const received = await response.text()
  const pieces = received.split('\n\n').filter((line) => line.startsWith('data: {'))
  const said = pieces.map((line) => JSON.parse(line.slice(6)).choices?.[0]?.delta.content ?? '').join('')
  return { status: response.status, headers: response.headers, received, said }
}

it('B3: is for tokens that may use the API, or chat, and for no others', async () => {
  const statusOf = async (held: Scope[]) => {
    scopes = held
    return (await ask({}, () => end('completed'))).status
  }
  expect(await statusOf(['read', 'approve', 'admin', 'agent'])).toBe(403)
  expect([await statusOf(['chat']), await statusOf(['api'])]).toEqual([200, 200])
})

it('says so where the assistant needs the approval of its owner', async () => {
  answer = { ...answer, text: 'I will look.' }
  const script = () => {
    words('a', 'I will', ' look.')
    say({ type: 'run-wait', runId: RUN.runId, approvalIds: ['approval-1'] })
  }
  const whole = await ask({}, script)
  expect(JSON.parse(whole.received).choices[0].message.content).toMatch(
    /^I will look\.\n\nThe assistant stopped here: .*approval/,
  )
  const { said } = await ask({ stream: true }, script)
  expect(said).toMatch(/^I will look\.\n\nThe assistant stopped here: /)
})

it('streams text parts as the whole answer has them, and never takes words back silently', async () => {
  answer = { ...answer, text: 'One.\n\n  Two.' }
  const parts = await ask({ stream: true }, () => {
    words('a', 'One.')
    words('b', '  ', 'Two.')
    end('completed')
  })
  expect(parts.said).toBe('One.\n\n  Two.')
  expect(parts.received.endsWith('data: [DONE]\n\n')).toBe(true)

  answer = { ...answer, text: 'Right.' }
  const anew = await ask({ stream: true }, () => {
    words('a', 'Wro')
    chunk({ type: 'reset-step' } as ChatChunk)
    words('b', 'Right.')
    end('completed')
  })
  expect(anew.said).toBe('Wro\n\n(The answer began anew:)\n\nRight.')
})

it('tells a failure in the shape of the API, and asks for no second turn', async () => {
  const error = new AppError('model_rate_limited', 'The model is busy.', { retryAfterMs: 2_000 })
  const whole = await ask({}, () => end('failed', error))
  expect([whole.status, whole.headers.get('x-should-retry'), whole.headers.get('retry-after')]).toEqual([
    429,
    'false',
    '2',
  ])
  expect(JSON.parse(whole.received)).toEqual({
    error: {
      message: 'The model is busy.',
      type: 'rate_limit_error',
      param: null,
      code: 'model_rate_limited',
    },
  })
  const streamed = await ask({ stream: true }, () => end('failed', error))
  expect(streamed.received).toContain('"code":"model_rate_limited"')
})

it('says that an answer was stopped', async () => {
  answer = { ...answer, text: 'Half' }
  const { received } = await ask({}, () => end('stopped'))
  expect(JSON.parse(received).choices[0].message.content).toBe('Half\n\n(This answer was stopped.)')
})

it('stops the very answer that nobody waits for any more', async () => {
  const leaving = new AbortController()
  const asked = ask({}, () => leaving.abort(), leaving.signal)
  await expect(asked).rejects.toThrow('aborted')
  expect(await stopped.promise).toBe(RUN.runId)
})
