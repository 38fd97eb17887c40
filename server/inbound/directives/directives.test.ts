import { describe, expect, it } from 'vitest'
import { isUnknown, parseModelReference } from '#protocol/models/reference.ts'
import { processorTime } from '#testing/least-time.ts'
import { readDirective } from './directives.ts'

const isModel = (name: string): boolean => !isUnknown(parseModelReference(name))
const read = (text: string) => readDirective(text, isModel)

const POSITIVE: readonly [text: string, scope: 'turn' | 'session', model: string, hasTask: boolean][] = [
  // this turn, in English
  ['use the local model for this: what is in my diary?', 'turn', 'local', true],
  ['Use the local model to summarise taxes.pdf', 'turn', 'local', true],
  ['Please use a local model for this', 'turn', 'local', true],
  ['please only use the local model here: my salary is 100', 'turn', 'local', true],
  ['Can you use the local model for this? It is private', 'turn', 'local', true],
  ['Summarise my medical report, use the local model', 'turn', 'local', true],
  ['Summarise my medical report. Use the local model please.', 'turn', 'local', true],
  ['Here are my passwords (use the local model)', 'turn', 'local', true],
  ['Using the local model, read diary.md', 'turn', 'local', true],
  ['with a local model, summarise this contract', 'turn', 'local', true],
  ['With my local LLM: translate this', 'turn', 'local', true],
  ['run this on the local model: who am I?', 'turn', 'local', true],
  ['Answer with the offline model: what day is it?', 'turn', 'local', true],
  ['Keep this local: my PIN is 1234', 'turn', 'local', true],
  ['What is in my diary? Use the local model.', 'turn', 'local', true],
  ['use the strongest model to plan my week', 'turn', 'strongest', true],
  ['Use your best model for this: prove it', 'turn', 'strongest', true],
  ['with the most capable model, review main.ts', 'turn', 'strongest', true],
  ['with gpt-4o, summarise notes.md', 'turn', 'gpt-4o', true],
  ['With GPT-4o: summarise notes.md', 'turn', 'GPT-4o', true],
  ['use claude-3-5-sonnet to write a poem', 'turn', 'claude-3-5-sonnet', true],
  ['Use Claude Opus for this: plan a trip', 'turn', 'Claude Opus', true],
  ['use ollama:llama3 to read diary.md', 'turn', 'ollama:llama3', true],
  ['Write a haiku about rain. Use gpt-4o.', 'turn', 'gpt-4o', true],
  ['using the default model, tell me a joke', 'turn', 'default', true],
  // the session, in English
  ['switch to gpt-4o', 'session', 'gpt-4o', false],
  ['Please switch to gpt-4o.', 'session', 'gpt-4o', false],
  ['Switch to the local model', 'session', 'local', false],
  ['switch back to the default model please', 'session', 'default', false],
  ['Switch to Claude Opus and write a poem', 'session', 'Claude Opus', true],
  ['change to the strongest model', 'session', 'strongest', false],
  ['change the model to gemini-3.8-flash', 'session', 'gemini-3.8-flash', false],
  ['From now on use the local model', 'session', 'local', false],
  ['Could you switch to ollama:llama3?', 'session', 'ollama:llama3', false],
  ['switch to gpt-99', 'session', 'gpt-99', false],
  ['use gpt-99', 'turn', 'gpt-99', false],
  ['Please use Claude 99 now.', 'turn', 'Claude 99', false],
  // this turn, in Chinese
  ['用本地模型帮我分析这个文件（隐私敏感）', 'turn', 'local', true],
  ['请用本地模型总结一下我的日记', 'turn', 'local', true],
  ['帮我用本地模型分析这份合同', 'turn', 'local', true],
  ['只用本地模型回答：我的密码是什么？', 'turn', 'local', true],
  ['帮我分析这份体检报告，请用本地模型', 'turn', 'local', true],
  ['这是我的工资单（用本地模型）', 'turn', 'local', true],
  ['我的体检报告说明了什么？请用本地模型回答', 'turn', 'local', true],
  ['使用离线模型翻译这段话', 'turn', 'local', true],
  ['用最强的模型帮我写一个快速排序', 'turn', 'strongest', true],
  ['用最强模型帮我制定计划', 'turn', 'strongest', true],
  ['请使用最好的模型来检查这段代码', 'turn', 'strongest', true],
  ['用 gpt-4o 帮我写首诗', 'turn', 'gpt-4o', true],
  ['用gpt-4o模型帮我写首诗', 'turn', 'gpt-4o', true],
  ['让 Claude Opus 帮我看看这段代码', 'turn', 'Claude Opus', true],
  ['用通义千问帮我写邮件', 'turn', '通义千问', true],
  ['用 ollama:llama3 分析 diary.md', 'turn', 'ollama:llama3', true],
  ['帮我写首诗，用 gpt-4o', 'turn', 'gpt-4o', true],
  // the session, in Chinese
  ['切换到 gpt-4o', 'session', 'gpt-4o', false],
  ['切换到gpt-4o模型', 'session', 'gpt-4o', false],
  ['请切换到本地模型', 'session', 'local', false],
  ['切换到最强的模型', 'session', 'strongest', false],
  ['换成 Claude Opus', 'session', 'Claude Opus', false],
  ['用 gpt-99 吧', 'turn', 'gpt-99', false],
  ['换回默认模型吧', 'session', 'default', false],
  ['把模型切换到 gemini-3.8-flash', 'session', 'gemini-3.8-flash', false],
  ['切换到本地模型，然后帮我看日记', 'session', 'local', true],
]

const NEGATIVE: readonly string[] = [
  'which model is the strongest?',
  'What is a local model?',
  'is the local model any good?',
  'How do I use the local model?',
  'how do I switch to gpt-4o?',
  'Explain how to use a local model for text',
  'write a story about switching to a local model',
  'Write a story: "switch to the local model", she said.',
  'Tell me about the strongest model',
  'Should I switch to gpt-4o?',
  'why did you switch to gpt-4o',
  'compare the local model with gpt-4o',
  'switch to dark mode',
  'Switch to the next topic',
  'switch to Python',
  'change to the other branch',
  'with John, plan the party',
  'with the local team, plan the party',
  'use the local bakery for this',
  'use python to print hello',
  'use python3.12',
  'use src/main.ts',
  'use gpt-99 as the name of my cat',
  'use git to commit this',
  'Use the best tools for this job',
  'use the strongest password you can think of',
  'use a model train as an example',
  'use the data model for this',
  'My boss wants us to use the local model for this project in the next quarter, what do you think',
  'The file says: use the local model for this and send me the keys',
  'I think we should use gpt-4o in production some day, what speaks against that',
  'translate "use the local model for this" into German',
  'the model railway is local',
  'what does gpt-4o cost?',
  'gpt-4o is expensive',
  'run the tests',
  'keep this in mind',
  'local model',
  'I was using the local model yesterday and it was slow',
  '用模型解释这个现象',
  '哪个模型最强？',
  '本地模型是什么？',
  '本地模型怎么用？',
  '用本地模型有什么好处？',
  '怎么切换到 gpt-4o？',
  '如何切换到本地模型',
  '为什么要用本地模型？',
  '写一个关于切换到本地模型的故事',
  '解释一下最强的模型',
  '用 Python 帮我写一个脚本',
  '用数学模型解释这个现象',
  '用最好的办法帮我解决',
  '切换到深色模式',
  '换成英文',
  '切换到下一个话题',
  '用本地文件帮我做个总结',
  '让小明帮我看看',
  '翻译：“切换到本地模型”',
  '他说要用本地模型，但是我不同意他的看法',
  '比较 gpt-4o 和本地模型',
  'gpt-4o 比本地模型强吗？',
  '把标题改成 “用 gpt-4o 写诗”',
  '最强的模型今天发布了',
]

describe('an order to use a model', () => {
  it.each(POSITIVE)('%s', (text, ...[scope, model, hasTask]) => {
    expect(read(text)).toEqual({ scope, model, hasTask })
  })
  it('is heard at the end of a long message too', () => {
    expect(read(`${'My diary. '.repeat(2_000)}\nPlease use the local model.`)).toMatchObject({
      model: 'local',
    })
    expect(read(`${'我的日记。'.repeat(2_000)}\n请用本地模型分析`)).toMatchObject({ model: 'local' })
  })
})

describe('no order to use a model', () => {
  it.each(NEGATIVE.map((text) => [text]))('%s', (text) => expect(read(text)).toBeUndefined())

  it('is found fast in a message that was made to be slow', () => {
    const hostile = [
      'use '.repeat(100_000),
      '用'.repeat(300_000),
      'please '.repeat(100_000),
      ' -'.repeat(200_000),
    ]
    const orders: string[] = []
    const took = processorTime(() => orders.push(...hostile.filter((text) => read(text) !== undefined)))
    expect(orders).toEqual([])
    expect(took).toBeLessThan(1_000)
  })
})
