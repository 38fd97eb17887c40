import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { detectLanguage } from '#protocol/chat/language.ts'
import { toolContracts } from '#protocol/tools.ts'
import type { Plan } from './intent.ts'
import { INTENTS, understand } from './intents.ts'
import { toArguments } from './words.ts'

const asked = (text: string): { intent: string | undefined; inputs: unknown } => {
  const understood = understand(text)
  const plan: Plan = understood?.plan ?? 'answer'
  return {
    intent: understood?.intent.name,
    inputs: plan === 'answer' ? plan : plan.map((call) => call.input),
  }
}

const EXAMPLES = INTENTS.flatMap((intent) =>
  [...intent.examples.en, ...intent.examples.zh].map((example) => [example, intent.name] as const),
)

describe('the table of intents', () => {
  test('holds at most 20, with names of their own', () => {
    expect(INTENTS.length).toBeLessThanOrEqual(20)
    expect(new Set(INTENTS.map((intent) => intent.name)).size).toBe(INTENTS.length)
  })

  test.each(EXAMPLES)('“%s” means %s', (example, name) => {
    expect(asked(example).intent).toBe(name)
  })

  test('plans only calls that their tools accept', () => {
    for (const [example] of EXAMPLES) {
      const plan = understand(example)?.plan
      if (!plan || plan === 'answer') continue
      for (const call of plan)
        expect(toolContracts[call.tool].input.safeParse(call.input).success, example).toBe(true)
    }
  })

  test('is told in the documentation, example by example', () => {
    const page = readFileSync(new URL('../../../docs/offline-model.md', import.meta.url), 'utf8')
    for (const [example] of EXAMPLES) expect(page).toContain(example)
  })
})

test.each<[string, string, unknown]>([
  ['Read config.json in my workspace and tell me what is configured.', 'read', [{ path: 'config.json' }]],
  ['读取config.json文件，然后告诉我里面有什么配置', 'read', [{ path: 'config.json' }]],
  ['please read a.txt and b/c.json', 'read', [{ path: 'a.txt' }, { path: 'b/c.json' }]],
  ['read "my notes.md"', 'read', [{ path: 'my notes.md' }]],
  ['打开“我的笔记.md”', 'read', [{ path: '我的笔记.md' }]],
  ['读一下 报告.txt', 'read', [{ path: '报告.txt' }]],
  ['读取2024年报告.txt', 'read', [{ path: '2024年报告.txt' }]],
  ['笔记/今天.md里面写了什么？', 'read', [{ path: '笔记/今天.md' }]],
  ['读 报告v2.txt 和总结.md', 'read', [{ path: '报告v2.txt' }, { path: '总结.md' }]],
  ['总结工作区里的报告.txt', 'read', [{ path: '报告.txt' }]],
  ['请问config.json里有什么', 'read', [{ path: 'config.json' }]],
  ['read README', 'read', [{ path: 'README' }]],
  ['what is in .env?', 'read', [{ path: '.env' }]],
  ['list files', 'list', [{ path: '.' }]],
  ['list the files in src/lib', 'list', [{ path: 'src/lib' }]],
  ['run ls -la "my folder"', 'run', [{ argv: ['ls', '-la', 'my folder'] }]],
  ['run cat a.txt | wc -l', 'run', [{ argv: ['bash', '-c', 'cat a.txt | wc -l'] }]],
  ['write "Hello, world!" to hello.txt', 'write', [{ path: 'hello.txt', content: 'Hello, world!\n' }]],
  // What an empty conversation of the panel offers, beside “help” and “list”.
  [
    'Write a file notes/today.md with the text: buy milk',
    'write',
    [{ path: 'notes/today.md', content: 'buy milk\n' }],
  ],
  ['新建文件 notes/today.md，内容：买牛奶', 'write', [{ path: 'notes/today.md', content: '买牛奶\n' }]],
  ['Remind me in 10 minutes to stretch', 'remind', [{ inMinutes: 10, text: 'Reminder: stretch' }]],
  ['10 分钟后提醒我起来活动一下', 'remind', [{ inMinutes: 10, text: '提醒：起来活动一下' }]],
  ['replace `a b` with `c` in x/y.txt', 'edit', [{ path: 'x/y.txt', oldText: 'a b', newText: 'c' }]],
  ['remember that I like tea.', 'remember', [{ text: 'I like tea.' }]],
  ['你还记得我的鞋码吗？', 'recall', [{ query: '鞋码' }]],
  ['what do you remember about tea?', 'recall', [{ query: 'tea' }]],
  ['switch to the model claude-3-5-sonnet', 'switch model', [{ model: 'claude-3-5-sonnet' }]],
  ['开始一个新的对话，标题是旅行计划', 'new session', [{ title: '旅行计划' }]],
])('“%s” is read as %s with its arguments', (text, intent, inputs) => {
  expect(asked(text)).toEqual({ intent, inputs })
})

test.each([
  'why is the sky blue?',
  'use a hammer for that',
  'write me a poem about the sea',
  'I read a book yesterday',
  'runway lengths in Europe',
  'pleased to meet you',
  '天空为什么是蓝色的？',
  '帮我写一首关于大海的诗',
  '用锤子敲一下',
  '',
  '   ',
  'x'.repeat(100_000),
])('“%.40s” is not understood', (text) => {
  expect(understand(text)).toBeUndefined()
})

test.each([
  ['read config.json', 'en'],
  ['读取config.json文件，然后告诉我里面有什么配置', 'zh'],
  ['读config.json', 'zh'],
  ['运行 npm test', 'zh'],
  ['read "我的工作日记.md" for me', 'en'],
  ['What does 你好 mean?', 'en'],
  ['npm是什么东西', 'zh'],
  ['コードを読んで漢字漢字', 'en'],
  ['', 'en'],
])('“%s” is answered in %s', (text, language) => {
  expect(detectLanguage(text)).toBe(language)
})

test('a command line becomes arguments without a shell wherever it can', () => {
  expect(toArguments(`git commit -m "fix: a 'quoted' word"`)).toEqual([
    'git',
    'commit',
    '-m',
    "fix: a 'quoted' word",
  ])
  expect(toArguments(`echo --name='a b'`)).toEqual(['echo', '--name=a b'])
  expect(toArguments('echo $HOME')).toEqual(['bash', '-c', 'echo $HOME'])
  expect(toArguments('echo "unfinished')).toEqual(['bash', '-c', 'echo "unfinished'])
  expect(toArguments("echo ''")).toEqual(['echo', ''])
})

test('a hostile message of any length is answered in a blink', () => {
  const leads = ['', 'replace x by ', 'list ', '把', '在', '写 ', 'read ']
  const pieces = [' by ', ' to ', '“', '里', '列出', 'a/', '`', ' in ']
  const before = process.cpuUsage()
  for (const lead of leads) {
    for (const piece of pieces) {
      for (const length of [2_000, 1_000_000]) {
        const text = (lead + piece.repeat(length)).slice(0, length)
        understand(text)
        detectLanguage(text)
      }
    }
  }
  // Time of the processor: a machine that is busy with other things is not ours to judge.
  const { user } = process.cpuUsage(before)
  expect(user / 1_000 / (leads.length * pieces.length)).toBeLessThan(100)
})
