import { expect, it } from 'vitest'
import { createDrawn } from './drawn.ts'

it('reads a text once, and forgets those that were longest not asked for', () => {
  const reads: string[] = []
  const drawn = createDrawn((text) => {
    reads.push(text.slice(0, 1))
    return { text }
  })
  const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((letter) => letter.repeat(90_000))
  const first = drawn.get(a)
  drawn.get(b)
  expect(drawn.get(a)).toBe(first)
  drawn.get(c)
  expect(drawn.get(a)).toBe(first)
  expect(reads).toEqual(['a', 'b', 'c'])
  drawn.get(b)
  expect(reads).toEqual(['a', 'b', 'c', 'b'])
})
