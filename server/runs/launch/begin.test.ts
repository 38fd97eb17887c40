import { existsSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { type House, openHouse } from '../fixtures/house.ts'

let house: House
afterEach(() => house.close())

test('what an agent does with a run that could not be committed is heard by nobody, and touches nothing', async () => {
  let full = true
  house = await openHouse({
    failpoint(name) {
      if (name === 'run-begin:before-commit' && full) throw new Error('disk full')
    },
  })
  const lost = house.send([
    { do: 'say', text: 'too early' },
    { do: 'tool', id: 'a', tool: 'write', input: { path: 'x', content: '1' }, effect: house.file('effect') },
    { do: 'hang' },
  ])
  expect(await house.ended(lost)).toMatchObject({ status: 'failed' })
  full = false
  const next = house.send([{ do: 'say', text: 'in time' }])
  expect(await house.ended(next)).toMatchObject({ status: 'completed' })
  const heard = house.events.flatMap((event) =>
    event.type === 'chunk' && event.chunk.type === 'text-delta' ? [event.chunk.delta] : [],
  )
  expect(heard).toEqual(['in time'])
  expect(existsSync(house.file('effect'))).toBe(false)
})
