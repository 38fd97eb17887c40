import { expect, test } from 'vitest'
import { endOfFirst } from './first-part.ts'

test.each([
  ['', 0],
  ['short', 5],
  ['a\nb\n', 4],
  ['a\nb\nc\nd', 4],
  ['a long line without an end', 10],
  ['a\na long second line', 10],
])('of %j two lines or ten characters are the first %i', (text, end) => {
  expect(endOfFirst(text, { lines: 2, characters: 10 })).toBe(end)
})
