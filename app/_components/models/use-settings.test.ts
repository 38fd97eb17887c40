import { expect, it } from 'vitest'
import { written } from './use-settings.ts'

it('takes each setting by itself: one that does not fit hides none of the others', () => {
  const file = { models: { main: ['a', 'b'], dailyCapUsd: 12.5 }, owner: { name: 7, timeZone: 'Asia/Tokyo' } }
  expect(written.parse(file)).toEqual({
    models: { main: undefined, dailyCapUsd: 12.5 },
    owner: { name: undefined, timeZone: 'Asia/Tokyo' },
  })
  expect(written.parse({ models: 'none' })).toEqual({ models: {}, owner: {} })
})
