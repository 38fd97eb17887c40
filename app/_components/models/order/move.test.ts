import { expect, test } from 'vitest'
import { placeAt } from './move.ts'

test.each([
  ['c', 0, 'cab'],
  ['a', 2, 'bca'],
  ['a', 1, 'bac'],
  ['b', 99, 'acb'],
  ['b', -1, 'bac'],
  ['d', 1, 'adbc'],
])('%s at place %i gives %s', (name, place, order) => {
  expect(placeAt(['a', 'b', 'c'], name, place).join('')).toBe(order)
})
