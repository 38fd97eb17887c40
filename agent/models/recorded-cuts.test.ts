import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { answerUpTo, listCalls } from './fixtures/cut-answer.ts'
import { openModel } from './providers.ts'

afterEach(() => vi.unstubAllGlobals())

const fixture = (name: string) =>
  readFileSync(new URL(`../../testing/fixtures/${name}.chunks.txt`, import.meta.url), 'utf8')

/** The bytes of an answer as its vendor frames it, and where each of its events ends. */
function frame(api: ModelTarget['api'], name: string): { body: Uint8Array; ends: number[]; lines: string[] } {
  const lines = fixture(name)
    .split('\n')
    .filter((line) => line.trim() !== '')
  const events = lines.map((line) => {
    if (api === 'ollama') return `${line}\n`
    return api === 'anthropic'
      ? `event: ${(JSON.parse(line) as { type: string }).type}\ndata: ${line}\n\n`
      : `data: ${line}\n\n`
  })
  if (api !== 'anthropic' && api !== 'google' && api !== 'ollama') events.push('data: [DONE]\n\n')
  let at = 0
  const ends = events.map((event) => {
    at += Buffer.byteLength(event)
    return at
  })
  return { body: new TextEncoder().encode(events.join('')), ends, lines }
}

/** Nothing is read of an event before its line ends: inside of it one place stands for all. */
function listCuts(ends: readonly number[]): number[] {
  return ends.flatMap((end, place) => {
    const start = ends[place - 1] ?? 0
    return [start + 1, Math.floor((start + end) / 2), end - 3, end - 2, end - 1, end]
  })
}

const finishes = (line: string) => /"finish_reason":\s*"/.test(line)

describe('K2: an answer that a vendor really sent, cut anywhere,', () => {
  it.each<[ModelTarget['api'], string, (line: string) => boolean]>([
    ['anthropic', 'vendor-streams/anthropic-tool-no-args', (line) => line.includes('content_block_stop')],
    ['alibaba', 'vendor-streams/alibaba-tool-call', finishes],
    ['openai-compatible', 'vendor-streams/alibaba-tool-call', finishes],
    ['deepseek', 'vendor-streams/deepseek-tool-call', finishes],
    ['google', 'vendor-streams/google-tool-call', (line) => line.includes('functionCall')],
    [
      'google',
      'vendor-streams/google-stream-tool-call-arguments',
      (line) => /"functionCall":\s*\{\s*\}/.test(line),
    ],
    ['openai', 'vendor-examples/openai-tool-call', finishes],
    ['openai', 'vendor-examples/openai-tool-no-args', finishes],
    ['ollama', 'vendor-examples/ollama-tool-call', (line) => line.includes('tool_calls')],
  ])('passes on no call before it is closed, and no half of one (%s, %s)', async (api, name, closes) => {
    const { body, ends, lines } = frame(api, name)
    const model = await openModel({
      reference: 'v:m',
      api,
      provider: 'v',
      modelId: 'm',
      apiKey: 'test-key-1',
      baseUrl: 'http://v/v1',
    })
    const take = (end: number, broken: boolean) => {
      vi.stubGlobal('fetch', answerUpTo(body, end, broken))
      return listCalls(model)
    }
    const whole = await take(body.length, false)
    expect(whole.ok).toBe(true)
    expect(whole.calls.length).toBeGreaterThan(0)
    const closedAt = ends[lines.findIndex(closes)] ?? Number.NaN
    for (const end of listCuts(ends)) {
      const { calls, inputs } = await take(end, end % 2 === 0)
      const where = `cut at byte ${end} of ${body.length}, closed at ${closedAt}`
      // The empty line after an event is not needed to read it.
      if (end < closedAt - 2) expect(calls, where).toEqual([])
      const closed = {
        calls: whole.calls.slice(0, calls.length),
        inputs: whole.inputs.slice(0, calls.length),
      }
      expect({ calls, inputs }, where).toEqual(closed)
    }
  })
})
