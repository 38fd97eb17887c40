import { expect, it } from 'vitest'
import { readConfig } from '../read.ts'
import { type FindingFacts, toFinding } from './finding.ts'
import { HOOKS, SYNTAX } from './phrases.ts'
import { sayFinding } from './words.ts'

const nothing = () => undefined
const found = (text: string) => readConfig(text, nothing).findings[0] as FindingFacts

it.each<[FindingFacts, string, string]>([
  [
    found('{"tools":{"exec":{"mode":"maybe"}}}'),
    'tools.exec.mode is "maybe"; expected one of "ask", "allow", "deny". The default is used instead.',
    'tools.exec.mode 的值是 "maybe"，应为："ask"、"allow"、"deny" 之一。改用默认值。',
  ],
  [
    found('{"models":{"main":"${NAME}"}}'),
    'models.main asks for ${NAME}, but NAME is not set.',
    'models.main 需要环境变量 NAME，但它没有设置。',
  ],
  [
    found('{"modls":{}}'),
    'modls is not a setting of this version; it is kept and has no effect. Did you mean models?',
    'modls 不是此版本的设置，会保留，但不起作用。你是指 models 吗？',
  ],
  [
    found('{\n"a" 1}'),
    'openclaw.json, line 2, column 5: a colon was expected. Nothing of the file is in force.',
    'openclaw.json 第 2 行第 5 列：此处应有冒号。文件的内容均未生效。',
  ],
  [
    { kind: 'kept', path: [], at: new Date(2026, 10, 22, 16, 5).getTime() },
    'The file is not in force until that is mended: the last good configuration, of 2026-11-22 16:05, stays in force.',
    '修正之前此文件不生效，仍以上一个正确的配置（2026-11-22 16:05）为准。',
  ],
])('says %j in both languages', (facts, english, chinese) => {
  expect(sayFinding(facts, 'en')).toBe(english)
  expect(sayFinding(facts, 'zh')).toBe(chinese)
  expect(toFinding(facts).message).toBe(english)
})

it('does not name the place where it is read at that place', () => {
  const wrong = { ...found('{"gateway":{"port":70000}}') }
  delete wrong.instead
  expect(sayFinding(wrong, 'en', true)).toBe('This is 70000; expected 65535 or less.')
  expect(sayFinding(wrong, 'zh', true)).toBe('此项的值是 70000，应为：不大于 65535。')
  expect(sayFinding(found('{'), 'zh', true)).toContain('无法读取文本：')
})

it('says everything in Chinese, and nothing of English in it but names', () => {
  const kinds: FindingFacts[] = [
    ...Object.keys(SYNTAX).map((name): FindingFacts => ({ kind: 'unreadable', path: [], name })),
    ...['Empty', 'Denied'].map((name): FindingFacts => ({ kind: 'unreadable', path: [], name })),
    ...Object.keys(HOOKS).map((name): FindingFacts => ({ kind: 'hook', path: ['hooks', 'a'], name })),
    ...(['before', 'default', undefined] as const).map(
      (instead): FindingFacts => ({ kind: 'gone', path: [], ...(instead && { instead }) }),
    ),
    { kind: 'secrets-missing', path: [], name: 'a.b' },
    { kind: 'credentials', path: [], shown: '/f', name: 'wrong', detail: 'x' },
    { kind: 'duplicate', path: ['a'] },
  ]
  for (const facts of kinds) {
    expect(sayFinding(facts, 'zh')).toMatch(/\p{Script=Han}/u)
    expect(sayFinding(facts, 'zh')).not.toMatch(/\b(is|the|not|until|undefined)\b/)
    expect(sayFinding(facts, 'en')).not.toMatch(/\p{Script=Han}|undefined/u)
  }
})
