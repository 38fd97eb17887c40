import { expect, test } from 'vitest'
import { findMention, toFileSuggestion } from './file-match.ts'

test.each([
  ['@', 1, ''],
  ['look at @src/ma', 15, 'src/ma'],
  ['看看（@笔记', 6, '笔记'],
  ['@src/main.ts and on', 19, null],
  ['mail me@home', 12, null],
  ['@a@b', 4, null],
  ['@src more', 4, 'src'],
])('of %j with the caret at %i a file is meant by %j', (text, caret, mention) => {
  expect(findMention(text, caret)).toBe(mention)
})

test('a path takes the place of what was typed of it, and the caret stands behind it', () => {
  const taken = toFileSuggestion('src/main.ts', { text: 'read @ma please', caret: 8 })
  expect(taken).toMatchObject({ name: 'main.ts', summary: 'src', text: 'read @src/main.ts please' })
  expect(taken.text.slice(0, taken.caret)).toBe('read @src/main.ts ')
})
