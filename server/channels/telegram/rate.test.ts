import { expect, it } from 'vitest'
import { createManualClock } from '#testing/manual-clock.ts'
import { createRate } from './rate.ts'

/** A rate, and when each message went where, in milliseconds since the start. */
function watch() {
  const clock = createManualClock()
  const begun = clock.now()
  const rate = createRate(clock)
  const went: { chatId: string; at: number }[] = []
  return {
    clock,
    rate,
    went,
    want(chatId: string) {
      void rate.turn(chatId).then(() => went.push({ chatId, at: clock.now() - begun }))
    },
    /** In steps, so that what goes is noted when it goes. */
    async pass(ms: number, step = 10) {
      for (let passed = 0; passed < ms; passed += step) {
        await Promise.resolve().then(() => {})
        clock.advance(step)
      }
      await Promise.resolve().then(() => {})
    },
  }
}

const mostWithin = (times: readonly number[], windowMs: number): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length))

it('sends 500 messages over 50 chats within all limits, each chat in turn', async () => {
  const { rate, want, went, pass } = watch()
  for (let message = 0; message < 10; message += 1) {
    for (let chat = 1; chat <= 50; chat += 1) want(String(chat))
  }
  await pass(25_000)
  expect(went).toHaveLength(500)
  expect(
    mostWithin(
      went.map(({ at }) => at),
      1_000,
    ),
  ).toBeLessThanOrEqual(30)
  for (let chat = 1; chat <= 50; chat += 1) {
    const times = went.filter(({ chatId }) => chatId === String(chat)).map(({ at }) => at)
    expect(mostWithin(times, 1_000)).toBe(1)
  }
  // Nobody has his second message before everybody had his first.
  expect(new Set(went.slice(0, 50).map(({ chatId }) => chatId)).size).toBe(50)
  expect(went.at(-1)?.at).toBeLessThan(21_000)
  rate.stop()
})

it('lets no chat that has much to say hold up another one', async () => {
  const { rate, want, went, pass } = watch()
  for (let message = 0; message < 100; message += 1) want('1')
  await pass(3_000)
  want('2')
  await pass(50)
  expect(went.filter(({ chatId }) => chatId === '2')).toHaveLength(1)
  rate.stop()
})

it('gives a group 20 messages a minute, and a part of that to previews', async () => {
  const { rate, want, went, pass } = watch()
  let previews = 0
  for (let second = 0; second < 30; second += 1) {
    if (rate.spare('-100')) previews += 1
    await pass(1_200, 100)
  }
  expect(previews).toBe(15)
  for (let message = 0; message < 10; message += 1) want('-100')
  await pass(6_000, 50)
  expect(went).toHaveLength(5)
  await pass(60_000, 100)
  expect(went).toHaveLength(10)
  rate.stop()
})

it('waits exactly as long as it was told, in that chat, and everywhere when a second chat is told', async () => {
  const { rate, want, went, pass } = watch()
  rate.slower('1', 7_000)
  want('1')
  want('2')
  expect(rate.spare('1')).toBe(false)
  await pass(8_000)
  expect(went).toEqual([
    { chatId: '2', at: 0 },
    { chatId: '1', at: 7_000 },
  ])
  rate.slower('1', 5_000)
  rate.slower('2', 3_000)
  want('3')
  await pass(2_900)
  expect(went).toHaveLength(2)
  await pass(200)
  expect(went.at(-1)).toEqual({ chatId: '3', at: 11_000 })
  rate.stop()
})

it('spares nothing for a preview where a message waits, and lets everybody go when it stops', async () => {
  const { rate, want, went, pass } = watch()
  want('1')
  want('1')
  expect(rate.spare('1')).toBe(false)
  expect(rate.spare('2')).toBe(true)
  expect(rate.spare('2')).toBe(false)
  rate.stop()
  await pass(10)
  expect(went).toHaveLength(2)
})

it('counts from when a message arrived, however long it took on its way', async () => {
  const { rate, want, went, pass } = watch()
  want('1')
  await pass(400)
  rate.arrived('1')
  want('1')
  await pass(1_100)
  expect(went).toHaveLength(1)
  await pass(100)
  expect(went).toHaveLength(2)
  rate.stop()
})
