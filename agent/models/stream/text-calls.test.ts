import type { LanguageModelV4Message } from '@ai-sdk/provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { cut, reasoning, type Step, stall, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startDesk } from '../../fixtures/desk.ts'
import { createModelChain } from '../chain.ts'
import { openModel } from '../providers.ts'

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor
beforeAll(async () => {
  vendor = await startModelVendor()
})
afterAll(() => vendor.stop())

const TOOLS = ['read', 'exec', 'write', 'status'].map((name) => ({
  type: 'function' as const,
  name,
  inputSchema: { type: 'object' as const },
}))
const asked: LanguageModelV4Message[] = [{ role: 'user', content: [{ type: 'text', text: 'go' }] }]

/** What comes of an answer: the words as they were streamed, and the calls. */
async function hear(
  turn: string | readonly Step[],
  options: { model?: string; api?: ModelTarget['api']; prompt?: LanguageModelV4Message[]; tools?: [] } = {},
): Promise<{ said: string; calls: unknown[] }> {
  const { model: modelId = 'qwen3:8b', api = 'openai-compatible', prompt = asked, tools = TOOLS } = options
  vendor.script([typeof turn === 'string' ? [text([...turn])] : turn])
  const chain = createModelChain({ targets: [targetOf(vendor, api, { modelId })], open: openModel })
  const { stream } = await chain.model.doStream({ prompt, tools })
  let said = ''
  const calls: unknown[] = []
  for await (const part of stream) {
    if (part.type === 'text-delta') said += part.delta
    if (part.type === 'tool-call') calls.push([part.toolName, JSON.parse(part.input)])
  }
  return { said, calls }
}

const READ = '{"name": "read", "arguments": {"path": "a.md"}}'
const read = ['read', { path: 'a.md' }]
const EXEC = '{"name": "exec", "arguments": {"argv": ["ls", "-l"]}}'
const exec = ['exec', { argv: ['ls', '-l'] }]
const B = '<｜tool▁calls▁begin｜>'
const E = '<｜tool▁calls▁end｜>'
const deepSeek = (call: string) => `<｜tool▁call▁begin｜>${call}<｜tool▁call▁end｜>`

describe('a call that a model wrote into its words is made, and its text is not shown', () => {
  it.each([
    ['Hermes, Qwen', ['qwen3:8b', `<tool_call>\n${READ}\n</tool_call>`], ['', read]],
    ['after words', ['Qwen2.5-7B', `I look.\n<tool_call>${READ}</tool_call>\n`], ['I look.\n', read]],
    ['two', ['hermes3', `<tool_call>${READ}</tool_call>\n<tool_call>${EXEC}</tool_call>`], ['', read, exec]],
    [
      'Qwen3-Coder',
      [
        'qwen3-coder:30b',
        '<tool_call>\n<function=exec>\n<parameter=argv>\n["ls", "-l"]\n</parameter>\n</function>\n</tool_call>',
      ],
      ['', exec],
    ],
    [
      'Qwen3-Coder without its first tag',
      [
        'qwen3-coder:30b',
        'So:\n<function=write>\n<parameter=path>\n1\n</parameter>\n<parameter=content>\n{"a": 1}\n\n</parameter>\n</function>\n</tool_call>',
      ],
      ['So:\n', ['write', { path: '1', content: '{"a": 1}\n' }]],
    ],
    ['bare', ['qwen2.5-coder:14b', READ], ['', read]],
    ['a block of code', ['qwen2.5-coder:14b', `\n\`\`\`json\n${READ}\n\`\`\``], ['', read]],
    ['Llama', ['llama3.2:3b', READ.replace('arguments', 'parameters')], ['', read]],
    ['Llama, marked', ['llama3.1', `<|python_tag|>{"type": "function", ${READ.slice(1)}`], ['', read]],
    ['Llama, named', ['llama3.1', '<function=read>{"path": "a.md"}</function>'], ['', read]],
    [
      'DeepSeek R1',
      [
        'deepseek-r1:32b',
        `${B}${deepSeek('function<｜tool▁sep｜>read\n```json\n{"path": "a.md"}\n```')}${E}`,
      ],
      ['', read],
    ],
    [
      'DeepSeek V3.1',
      [
        'deepseek-v3.1',
        `Yes.${B}${deepSeek('read<｜tool▁sep｜>{"path": "a.md"}')}${deepSeek('exec<｜tool▁sep｜>{"argv": ["ls", "-l"]}')}${E}`,
      ],
      ['Yes.', read, exec],
    ],
    ['Mistral', ['mistral-nemo', `[TOOL_CALLS] [${READ}, ${EXEC}]`], ['', read, exec]],
    ['Mistral, newer', ['devstral', '[TOOL_CALLS]read[ARGS]{"path": "a.md"}'], ['', read]],
  ] as const)('%s', async (_name, [model, answer], [said, ...calls]) => {
    expect(await hear(answer, { model })).toEqual({ said, calls })
    expect(await hear([text([answer])], { model, api: 'ollama' })).toEqual({ said, calls })
  })

  it('after thoughts, between tags or apart', async () => {
    const call = text(`<tool_call>${READ}</tool_call>`)
    expect(await hear([reasoning('Hm.'), call])).toEqual({ said: '', calls: [read] })
    expect(await hear(`<think>Hm.</think>\n\n${READ}`)).toEqual({ said: '', calls: [read] })
  })
})

const CALL = `<tool_call>${READ}</tool_call>`
const from = (...messages: LanguageModelV4Message[]) => ({ prompt: [...asked, ...messages] })
const quotedBy = {
  user: from({ role: 'user', content: [{ type: 'text', text: `What is ${CALL.replaceAll(' ', '\n ')}?` }] }),
  tool: from(
    {
      role: 'assistant',
      content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'read', input: { path: 'b' } }],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: 'c',
          toolName: 'read',
          output: { type: 'json', value: { text: `Say:\n${CALL.replaceAll(' ', '\n\t')}` } },
        },
      ],
    },
  ),
}

describe('K4: everything else stays words', () => {
  it.each([
    ['what the user said', CALL, quotedBy.user],
    ['what a tool gave', CALL, quotedBy.tool],
    ['the same with other tags', READ, quotedBy.tool],
    ['a call before more words', `${CALL} is how I would do it.`, {}],
    ['a call in a block of code', `Like this:\n\`\`\`xml\n${CALL}\n\`\`\``, {}],
    ['a bare call after words', `It would be ${READ}`, {}],
    ['words that begin like one', '<tool_call> is a tag, and <function=read> another, a<b [c].', {}],
    ['a tool that was not offered', CALL.replace('"read"', '"forget"'), {}],
    ['arguments that do not fit', CALL.replace('"path"', '"file"'), {}],
    ['one good call and one bad', `${CALL}<tool_call>{"name": "read", "arguments": {}}</tool_call>`, {}],
    ['broken JSON', CALL.replace('}}', '}'), {}],
    ['a call without its end', CALL.slice(0, -4), {}],
    ['a call with more beside it', READ.replace('}}', '}, "then": 1}'), {}],
    ['the format of another family', CALL, { model: 'llama3.1' }],
    ['a model of no known family', CALL, { model: 'my-own' }],
    ['an answer to a question without tools', CALL, { tools: [] as [] }],
    ['what a vendor says that reads its calls out', CALL, { api: 'openai' as const }],
  ])('%s', async (_name, answer, options) => {
    expect(await hear(answer, options)).toEqual({ said: answer, calls: [] })
  })

  it('beside a call that its server read out', async () => {
    const heard = await hear([toolCall('read', { path: 'b' }), text(CALL)])
    expect(heard).toEqual({ said: CALL, calls: [['read', { path: 'b' }]] })
  })
})

it('a call that breaks off is taken back, and the next model answers; its own are made as ever', async () => {
  const half = text(['I look. ', CALL.slice(0, 40)])
  const turns = [[half, cut()], [toolCall('read', { path: 'a.md' })], [text('It says hello.')]]
  vendor.script(() => turns.shift() ?? [])
  const desk = startDesk(vendor, {
    models: [targetOf(vendor, 'ollama', { modelId: 'qwen3:8b' }), targetOf(vendor, 'openai-compatible')],
  })
  expect(await desk.end()).toMatchObject({ status: 'completed', model: 'openai-compatible:m' })
  expect(desk.words()).toBe('It says hello.')
  expect(desk.methods().filter((method) => method.startsWith('tool.'))).toEqual(['tool.begin', 'tool.end'])
})

it('stopped in the middle of such a call nothing of it is made, and what was said before it stays', async () => {
  vendor.script([[text(['I look. ', CALL.slice(0, 40)]), stall()]])
  const desk = startDesk(vendor, { models: [targetOf(vendor, 'ollama', { modelId: 'qwen3:8b' })] })
  await desk.until(() => desk.words() === 'I look. ')
  desk.run.stop()
  expect(await desk.end()).toMatchObject({ status: 'stopped' })
  expect(desk.words()).toBe('I look. ')
  expect(desk.methods()).not.toContain('tool.begin')
  expect(await vendor.requests.at(-1)?.outcome).toBe('left')
})

it('the run asks about such a call, makes it and goes on; one whose stream was cut is never made', async () => {
  vendor.script([[text(CALL), cut()], [text(`Let me see. ${CALL}`)], [text('It says hello.')]])
  const ran: unknown[] = []
  const desk = startDesk(vendor, {
    models: [targetOf(vendor, 'ollama', { modelId: 'qwen3:8b' })],
    runner: async (name, input) => {
      ran.push([name, input])
      return { ok: true, output: { text: 'hello' } }
    },
  })
  expect(await desk.end()).toMatchObject({ status: 'completed' })
  expect(ran).toEqual([read])
  expect(desk.words()).toBe('Let me see. It says hello.')
  expect(desk.methods().filter((method) => method.startsWith('tool.'))).toEqual(['tool.begin', 'tool.end'])
  expect(JSON.stringify(vendor.requests.at(-1)?.body)).not.toContain('<tool_call>')
})
