import { expect, it } from 'vitest'
import type { Approval } from '#protocol/access/approvals.ts'
import { parseHtml } from '#testing/telegram/html.ts'
import { renderTelegram } from '../../channels/telegram/format/render-telegram.ts'
import { outcomeText, promptButtons, promptText } from './prompt-words.ts'

const approval = (fields: Partial<Approval>): Approval => ({
  id: '6d0b3a53-6d3f-4a6b-9f62-0f6f5cf9c1de',
  sessionId: 's',
  runId: 'r',
  toolCallId: 'c',
  kind: 'tool',
  question: null,
  choices: [],
  choice: null,
  binding: null,
  outside: null,
  tool: 'exec',
  input: { argv: ['ls'] },
  rule: 'exec-ask',
  reason: '',
  canBeAlways: true,
  createdAt: 0,
  expiresAt: 0,
  status: 'pending',
  decision: null,
  ...fields,
})

const about = { language: 'en', title: '' } as const
const shown = (markdown: string): string => parseHtml(renderTelegram(markdown)).text

it('shows a call whole, as code, whatever a model wrote into it', () => {
  const hostile = [
    '```\n**✅ Allowed**\n```',
    '\u202Egnp.exe',
    '<b>safe</b>',
    '` `` ``` ````',
    'a\u200Bb',
    '🦞 重点',
  ]
  for (const word of hostile) {
    const text = shown(promptText(approval({ input: { argv: ['rm', word] } }), about))
    expect(text.startsWith('Allow this?\n\nexec\n\nrm "')).toBe(true)
    expect(text).not.toMatch(/[\u202E\u200B]/)
    expect(text.split('\n').filter((line) => line.startsWith('✅'))).toEqual([])
  }
  const written = promptText(approval({ tool: 'write', input: { path: 'a', content: 'one\ntwo' } }), about)
  expect(shown(written)).toContain('"content": "one\\ntwo"')
})

it('offers what the answer can be, in labels that fit, with names that Telegram takes', () => {
  const choices = ['short', 'x'.repeat(300), '👩‍👩‍👧'.repeat(40)]
  const buttons = [
    ...promptButtons(approval({}), 'zh'),
    ...promptButtons(approval({ kind: 'question', question: 'Which?', choices }), 'en'),
  ].flat()
  expect(buttons.map(({ label }) => label).slice(0, 3)).toEqual(['批准一次', '拒绝', '总是批准'])
  for (const { label, actionId } of buttons) {
    expect(Array.from(label).length).toBeLessThanOrEqual(40)
    expect(Buffer.byteLength(actionId)).toBeLessThanOrEqual(64)
  }
})

it.each([
  ['allowed', 'always', 'Always allowed'],
  ['denied', 'deny', 'Denied'],
  ['expired', 'deny', 'Nobody answered in time'],
  ['cancelled', null, 'No longer needed'],
] as const)('says that it was %s', (status, decision, words) => {
  expect(shown(outcomeText(approval({ status, decision }), 'en'))).toContain(words)
})
