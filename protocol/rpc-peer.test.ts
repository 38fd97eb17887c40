import { expect, test } from 'vitest'
import * as z from 'zod'
import type { RpcEnvelope } from './agent-rpc.ts'
import { AppError } from './errors.ts'
import { createRpcPeer } from './rpc-peer.ts'

const methods = { double: { params: z.object({ n: z.number() }), result: z.object({ n: z.number() }) } }
const notices = { hello: z.object({ name: z.string() }) }

/** Two peers on one line that carries JSON text, as process IPC does. */
function connect(double: (params: { n: number }) => Promise<{ n: number }> | { n: number }) {
  const heard: string[] = []
  const problems: string[] = []
  const carry = (to: () => { receive(raw: unknown): void }) => (envelope: RpcEnvelope) => {
    const text = JSON.stringify(envelope)
    queueMicrotask(() => to().receive(JSON.parse(text)))
  }
  const side = (send: (envelope: RpcEnvelope) => void) =>
    createRpcPeer({
      send,
      serves: {
        methods,
        handlers: { double },
        notices,
        onNotice: {
          hello({ name }) {
            if (name === '') throw new TypeError('nobody to greet')
            heard.push(name)
          },
        },
      },
      calls: { methods, notices },
      onBadMessage: (problem) => void problems.push(problem),
    })
  const a = side(carry(() => b))
  const b = side(carry(() => a))
  return { a, b, heard, problems }
}

test('requests find their answers, also when they come back in another order', async () => {
  const { a } = connect(async ({ n }) => {
    if (n === 1) await new Promise((resolve) => setTimeout(resolve, 5))
    return { n: n * 2 }
  })
  const answers = await Promise.all([a.request('double', { n: 1 }), a.request('double', { n: 2 })])
  expect(answers).toEqual([{ n: 2 }, { n: 4 }])
})

test('an AppError travels with its code; anything else tells nothing of itself', async () => {
  const { a } = connect(({ n }) => {
    if (n === 1) throw new AppError('path_denied', 'outside the workspace')
    throw new Error('secret detail')
  })
  await expect(a.request('double', { n: 1 })).rejects.toMatchObject({
    code: 'path_denied',
    message: 'outside the workspace',
  })
  const other = await a.request('double', { n: 2 }).catch((error: unknown) => error)
  expect(other).toMatchObject({ code: 'internal' })
  expect(String(other)).not.toContain('secret detail')
})

test('what does not parse never reaches a handler', async () => {
  const { a, b, heard, problems } = connect(({ n }) => ({ n }))
  await expect(a.request('double', { n: 'two' } as never)).rejects.toMatchObject({ code: 'bad_request' })
  b.receive({ kind: 'notice', method: 'hello', params: { name: 7 } })
  b.receive({ kind: 'notice', method: 'constructor', params: {} })
  b.receive('garbage')
  b.receive({ kind: 'response', id: 99, ok: true, result: {} })
  expect(heard).toEqual([])
  expect(problems).toHaveLength(4)
  await expect(a.request('toString' as 'double', { n: 1 })).rejects.toMatchObject({ code: 'unknown_method' })
})

test('J4: a notice that breaks its handler is reported, and ends nothing', () => {
  const { b, heard, problems } = connect(({ n }) => ({ n }))
  b.receive({ kind: 'notice', method: 'hello', params: { name: '' } })
  b.receive({ kind: 'notice', method: 'hello', params: { name: 'next' } })
  expect(problems).toEqual([expect.stringContaining('hello')])
  expect(heard).toEqual(['next'])
})

test('an answer of the wrong shape is an error, not a value', async () => {
  const { a } = connect(() => ({ n: 'four' }) as never)
  await expect(a.request('double', { n: 2 })).rejects.toBeInstanceOf(AppError)
})

test('when the line closes every open request ends', async () => {
  const { a } = connect(() => new Promise<never>(() => {}))
  const open = a.request('double', { n: 1 })
  a.close('the agent died')
  await expect(open).rejects.toMatchObject({ code: 'agent_crashed', message: 'the agent died' })
  await expect(a.request('double', { n: 1 })).rejects.toMatchObject({ code: 'agent_crashed' })
})
