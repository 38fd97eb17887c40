import { expect, it } from 'vitest'
import type { Approval } from '#protocol/access/approvals.ts'
import { approvalOf } from '#testing/approval.ts'
import { parseHtml } from '#testing/telegram/html.ts'
import { renderTelegram } from '../../channels/telegram/format/render-telegram.ts'
import { outcomeText, promptButtons, promptText } from './prompt-words.ts'

const approval = (fields: Partial<Approval>): Approval => approvalOf({ canBeAlways: true, ...fields })

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
  const pretends = { argv: ['g\u0456t', `a${' '.repeat(5_000)}b\u3164`] }
  expect(shown(promptText(approval({ input: pretends }), about))).toContain(
    '"g\\u{456}t" "a\\u{20}×5000b\\u{3164}"',
  )
  const written = promptText(approval({ tool: 'write', input: { path: 'a', content: 'one\ntwo' } }), about)
  expect(shown(written)).toContain('"content": "one\\ntwo"')
})

it('E8: names the place, the program and the files that the answer holds for, by their content', () => {
  const file = (path: string, sign: string) => ({ path, sha256: sign.repeat(64) })
  const binding = {
    directory: '/home/sam',
    program: file('/usr/bin/bash', 'a'),
    scripts: [file('/home/sam/\u202Ehs.su', 'b')],
    environment: 'c'.repeat(64),
  }
  const input = { argv: ['bash', 'x.sh'], cwd: '/home/sam', background: true }
  const text = shown(promptText(approval({ input, binding, outside: '/home/sam/elsewhere' }), about))
  expect(text.split('\n\n').slice(2)).toEqual([
    'bash x.sh',
    'In: /home/sam',
    'It runs on in the background.',
    'Leads to: /home/sam/elsewhere',
    `Program: /usr/bin/bash sha256:${'a'.repeat(12)}`,
    `File: /home/sam/\\u{202e}hs.su sha256:${'b'.repeat(12)}`,
  ])
})

it('E8: names the running program into which something is typed', () => {
  const typed = { action: 'input', processId: 'p1-aa', text: 'rm -r x\n\u202Ey' }
  const asked = approval({ tool: 'process', input: typed, typesInto: ['python3', '-i `x`'] })
  expect(shown(promptText(asked, about)).split('\n\n').slice(1)).toEqual([
    'process',
    'rm -r x\n\\u{202e}y',
    'Typed into this running program (p1-aa):',
    'python3 "-i `x`"',
  ])
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
