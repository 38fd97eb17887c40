import { describe, expect, it } from 'vitest'
import { capOutput } from '#protocol/chat/cap-output.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { TOOL_TEXT_LIMIT } from '#protocol/tools.ts'
import { toModelMessages } from './context.ts'

function message(role: 'user' | 'assistant' | 'system', parts: unknown[]): ChatMessage {
  return { id: 'm', role, parts } as ChatMessage
}

type Part = Exclude<Awaited<ReturnType<typeof toModelMessages>>[number]['content'], string>[number]

describe('what a model reads of the history', () => {
  it('pairs every call with a result, also one that a crash left open', async () => {
    const messages = await toModelMessages([
      message('user', [{ type: 'text', text: 'go' }]),
      message('assistant', [
        { type: 'step-start' },
        { type: 'tool-read', toolCallId: 'a', state: 'input-available', input: { path: 'x' } },
        { type: 'tool-write', toolCallId: 'b', state: 'input-streaming', input: undefined },
        { type: 'tool-read', toolCallId: 'c', state: 'output-error', input: 'not json', errorText: 'bad' },
        { type: 'tool-list', toolCallId: 'd', state: 'output-available', input: {}, output: { entries: [] } },
        { type: 'text', text: 'half an ans' },
      ]),
      message('user', [{ type: 'text', text: 'again' }]),
    ])
    const parts = messages.flatMap((entry): Part[] =>
      typeof entry.content === 'string' ? [] : [...entry.content],
    )
    const calls = parts.filter((part) => part.type === 'tool-call')
    const results = parts.filter((part) => part.type === 'tool-result')
    expect(calls.map((call) => call.toolCallId)).toEqual(['a', 'b', 'c', 'd'])
    expect(results.map((result) => result.toolCallId)).toEqual(['a', 'b', 'c', 'd'])
    expect(calls.every((call) => typeof call.input === 'object' && call.input !== null)).toBe(true)
    expect(JSON.stringify(results[0])).toContain('Whether it took effect is not known')
  })

  it('K6: says of what came in late when it was written', async () => {
    const late = message('user', [{ type: 'text', text: 'in an hour, please' }])
    late.metadata = { createdAt: Date.UTC(2026, 10, 22, 15), writtenAt: Date.UTC(2026, 10, 22, 12, 30) }
    const told = '[Written at 2026-11-22T12:30Z, and delivered only at 2026-11-22T15:00Z]'
    const [read] = await toModelMessages([late])
    expect(read?.content).toEqual([
      { type: 'text', text: told },
      { type: 'text', text: 'in an hour, please' },
    ])
  })

  it('leaves out reasoning, live output, empty messages, system notes and files that would be fetched', async () => {
    const messages = await toModelMessages([
      message('system', [{ type: 'text', text: 'model changed' }]),
      message('user', [
        { type: 'text', text: 'hi' },
        { type: 'file', mediaType: 'image/png', url: 'http://169.254.169.254/latest' },
      ]),
      message('assistant', []),
      message('assistant', [
        { type: 'step-start' },
        { type: 'reasoning', text: 'hm' },
        { type: 'data-tool-output', data: { toolCallId: 'a', stdout: 'x', stderr: '' } },
        { type: 'text', text: 'hello' },
      ]),
    ])
    expect(messages.map((entry) => entry.role)).toEqual(['user', 'assistant'])
    expect(JSON.stringify(messages)).not.toMatch(/hm|169\.254|stdout|model changed/)
  })

  it('makes names plain that a model invented', async () => {
    const messages = await toModelMessages([
      message('assistant', [
        {
          type: 'tool-functions.read file!',
          toolCallId: 'a',
          state: 'output-error',
          input: {},
          errorText: 'no such tool',
        },
      ]),
    ])
    expect(JSON.stringify(messages)).toContain('"functions_read_file_"')
  })
})

describe('a long tool result', () => {
  it('is cut to the limit, keeps its small fields and says what is missing', () => {
    const output = capOutput(
      { path: 'a.txt', content: 'x'.repeat(300_000), truncated: false },
      TOOL_TEXT_LIMIT,
    ) as {
      path: string
      content: string
    }
    expect(output.path).toBe('a.txt')
    expect(output.content.length).toBeLessThan(TOOL_TEXT_LIMIT + 100)
    expect(output.content).toMatch(/\d+ more characters cut\]$/)
  })

  it('stays as it is where it fits', () => {
    const output = { exitCode: 0, stdout: 'ok', nested: [1, 2, 3] }
    expect(capOutput(output, TOOL_TEXT_LIMIT)).toEqual(output)
  })

  it('becomes text where its structure itself is too large', () => {
    const output = capOutput(
      { entries: Array.from({ length: 50_000 }, (_, index) => ({ index })) },
      TOOL_TEXT_LIMIT,
    )
    expect(typeof output).toBe('string')
    expect((output as string).length).toBeLessThan(TOOL_TEXT_LIMIT + 100)
  })
})
