import { expect, test } from 'vitest'
import { createHighlight } from './highlight.ts'
import { findLanguage } from './language-name.ts'

const highlight = createHighlight()

test('code comes in pieces of a kind, which joined are the code', async () => {
  const code = "// add\nconst a = 'x'\n\nreturn 42\n"
  const pieces = await highlight('ts', code)
  expect(pieces?.map(([text]) => text).join('')).toBe(code)
  expect(pieces?.map(([text, kind]) => [text.trim(), kind])).toEqual(
    expect.arrayContaining([
      ['// add', 'comment'],
      ['const', 'keyword'],
      ["'x'", 'string-expression'],
    ]),
  )
})

test('plain JavaScript has its kinds, too', async () => {
  expect(await highlight('js', 'let a = 1 // one')).toEqual([
    ['let', 'keyword'],
    [' a ', ''],
    ['= ', 'keyword'],
    ['1 ', 'constant'],
    ['// one', 'comment'],
  ])
})

test('a language that is not known, and lines that end otherwise, stay plain', async () => {
  expect(await highlight('brainfuck', '+++')).toBeUndefined()
  expect(await highlight('json', '{\r\n"a": 1\r\n}')).toBeUndefined()
})

test('a fence names a language by any of its usual names, and nothing that every object has', () => {
  expect(['PY', 'yml', 'c++', 'json'].map(findLanguage)).toEqual(['python', 'yaml', 'c', 'json'])
  expect(['constructor', '__proto__', '', 'toString'].map(findLanguage)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
