import { expect, it } from 'vitest'
import { createManualClock } from '#testing/manual-clock.ts'
import { createBoxClient } from './client.ts'
import { createBoxLine } from './line.ts'

/** The line to a box in which somebody else answers than the tool host. */
function start() {
  const clock = createManualClock()
  const sent: Record<string, unknown>[] = []
  const broken: string[] = []
  const client = createBoxClient({
    send: (line) => void sent.push(JSON.parse(line)),
    onBroken(reason) {
      broken.push(reason)
      client.close(`The sandbox was stopped: ${reason}.`)
    },
    after: clock.after,
  })
  const line = createBoxLine({
    onLine: client.receive,
    onBroken(reason) {
      broken.push(reason)
      client.close(reason)
    },
    now: clock.now,
  })
  /** A frame as the engine makes it. */
  const frame = (text: string, kind = 1) => {
    const body = Buffer.from(text)
    const header = Buffer.alloc(8)
    header[0] = kind
    header.writeUInt32BE(body.length, 4)
    return Buffer.concat([header, body])
  }
  return {
    clock,
    client,
    line,
    sent,
    broken,
    frame,
    say: (message: unknown) => line.push(frame(`${JSON.stringify(message)}\n`)),
    run: (signal = new AbortController().signal) =>
      client.run('read', { path: 'a' }, { signal, onOutput: () => undefined }),
  }
}

const FILE = { path: 'a', content: 'x', firstLine: 1, totalLines: 1, truncated: false }

it('understands frames and lines however they are cut', async () => {
  const { line, frame, run } = start()
  const answer = run()
  const bytes = frame(`${JSON.stringify({ type: 'done', id: 1, output: { ...FILE, content: '字é' } })}\n`)
  for (const byte of bytes) line.push(Buffer.from([byte]))
  expect(await answer).toEqual({ ok: true, output: { ...FILE, content: '字é' } })
})

it.each<[string, unknown, string]>([
  [
    'an output of another shape',
    { type: 'done', id: 1, output: { path: 'a', content: { html: 1 } } },
    'not what the tool gives',
  ],
  ['an answer that nobody asked for', { type: 'done', id: 7, output: FILE }, 'nobody asked'],
  ['more than an answer has', { type: 'done', id: 1, output: FILE, extra: true }, 'speak as it should'],
  ['a word that is none', { type: 'approve', id: 1 }, 'speak as it should'],
  ['no object', 'hello', 'speak as it should'],
  ['an error of a megabyte', { type: 'failed', id: 1, error: 'x'.repeat(1_000_000) }, 'speak as it should'],
  ['a line without an end', { type: 'failed', id: 1, error: 'x'.repeat(3_000_000) }, 'too much at once'],
])('a tool host that says %s is ended, and its calls fail', async (_name, message, reason) => {
  const { say, broken, run } = start()
  const answer = run()
  say(message)
  expect(broken.join()).toContain(reason)
  expect(await answer).toMatchObject({ ok: false })
})

it('a tool host that floods is ended after a moment', async () => {
  const { line, frame, run, broken, client } = start()
  const answer = run()
  const output = frame(
    `${JSON.stringify({ type: 'output', id: 1, stdout: 'x', stderr: '' })}\n`.repeat(1_000),
  )
  for (let count = 0; count < 20; count++) line.push(output)
  expect(broken).toEqual(['it says too much'])
  expect(await answer).toMatchObject({ ok: false })
  expect(await client.run('read', { path: 'a' }, { signal: new AbortController().signal })).toMatchObject({
    ok: false,
  })
})

it('a garbled frame ends the line', () => {
  const { line, broken } = start()
  line.push(Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]))
  expect(broken).toEqual(['its line is garbled'])
})

it('a tool host that never answers is ended when its time is over, and a stop does not wait for long', async () => {
  const { clock, broken, run } = start()
  const answer = run()
  clock.advance(61_000)
  expect(broken).toEqual(['it did not answer read in time'])
  expect(await answer).toMatchObject({ ok: false, error: expect.stringContaining('did not answer') })

  const second = start()
  const controller = new AbortController()
  const stopped = second.run(controller.signal)
  controller.abort()
  expect(second.sent.at(-1)).toEqual({ type: 'stop', id: 1 })
  second.clock.advance(6_000)
  expect(await stopped).toEqual({ ok: false, error: 'The call was stopped.' })
  expect(second.broken).toEqual(['it did not stop a call'])
})

it('words out of a box carry no control characters', async () => {
  const { say, run } = start()
  const answer = run()
  say({ type: 'failed', id: 1, error: '\u001b[2Jgone\u0007' })
  expect(await answer).toEqual({ ok: false, error: '[2Jgone' })
})
