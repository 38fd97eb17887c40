import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRun } from '#db/queries/runs.ts'
import type { Channel } from '../../channels/channel.ts'
import { createTelegramHouse, GROUP, SAM, type TelegramHouse } from '../fixtures/telegram-house.ts'

let house: TelegramHouse
beforeEach(async () => {
  house = await createTelegramHouse()
})
afterEach(() => house.close())

const LONG = Array.from({ length: 300 }, (_, index) => `word ${index} `.padEnd(10, 'x')).join('')

describe('an answer in the making', () => {
  it('is a draft in a private chat, no oftener than once a second, and ends as one whole message', async () => {
    const home = await house.boot()
    home.begin(SAM)
    await house.pass(300)
    expect(house.count('sendChatAction')).toBe(1)
    for (let part = 300; part <= 3_000; part += 300) {
      home.say(`**${LONG.slice(0, part)}`)
      await house.pass(500)
    }
    const drafts = house.telegram.calls().filter(({ method }) => method === 'sendMessageDraft')
    expect(drafts.length).toBeGreaterThanOrEqual(3)
    expect(drafts.length).toBeLessThanOrEqual(5)
    expect(new Set(drafts.map(({ params }) => params.draft_id)).size).toBe(1)
    expect(drafts.at(-1)?.params.text).toMatch(/^<b>.*<\/b>$/)
    expect(house.count('sendMessage')).toBe(0)
    await home.end(LONG)
    expect(house.telegram.texts(SAM)).toEqual([LONG.trim()])
  })

  it('is one message in a group, in its topic, which is edited and becomes the answer', async () => {
    const home = await house.boot()
    home.begin(GROUP)
    for (let part = 100; part <= 3_000; part += 100) {
      home.say(LONG.slice(0, part))
      await house.pass(250)
    }
    expect(house.telegram.texts(GROUP)).toHaveLength(1)
    expect(house.count('editMessageText')).toBeLessThanOrEqual(8)
    await home.end(LONG)
    expect(house.telegram.texts(GROUP)).toEqual([LONG.trim()])
    expect(house.count('sendMessage')).toBe(1)
    expect(house.telegram.sent()[0]?.params.message_thread_id).toBe(7)
  })

  /** The most that was put into a chat within a second, while an answer of 3,000 characters came and ended whole. */
  async function busiestSecond(chatId: number, change?: (channel: Channel) => Channel): Promise<number> {
    const home = await house.boot(change ? { channel: change } : {})
    home.begin(chatId)
    for (let part = 100; part < 2_900; part += 100) {
      home.say(LONG.slice(0, part))
      await house.pass(250)
    }
    await home.end(LONG)
    expect(house.telegram.texts(chatId)).toEqual([LONG.trim()])
    const times = house.telegram
      .calls()
      .filter(({ method, params }) => /^(send|edit)Message/.test(method) && Number(params.chat_id) === chatId)
      .map(({ at }) => at)
    expect(times.length).toBeGreaterThanOrEqual(6)
    return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length))
  }

  it.each([
    ['a private chat', SAM],
    ['a group', GROUP],
  ])('never changes twice within a second in %s, the whole answer included', async (_, chatId) => {
    expect(await busiestSecond(chatId)).toBe(1)
  })

  it('planted bug: an answer that does not wait for its turn is found out', async () => {
    expect(await busiestSecond(SAM, ({ turn: _, ...channel }) => channel)).toBe(2)
  })

  it('shows the beginning of what is longer than a message, and the parts follow it', async () => {
    const home = await house.boot()
    home.begin(GROUP)
    const long = LONG.repeat(2)
    home.say(long)
    await house.pass(300)
    home.say(`${long}more`)
    await house.pass(4_000)
    expect(house.count('editMessageText')).toBe(0)
    await home.end(long)
    expect(house.telegram.texts(GROUP)).toHaveLength(2)
    expect(house.telegram.texts(GROUP).join(' ')).toBe(long.trim())
  })

  it.each([4_097, 100_000])('arrives whole and in order where it has %s characters', async (length) => {
    const home = await house.boot()
    const words = Array.from({ length: length / 10 + 1 }, (_, index) => `word ${index}`.padEnd(9, 'x')).join(
      ' ',
    )
    const answer = words.slice(0, length)
    home.begin(SAM)
    home.say(answer)
    await house.pass(2_000)
    await home.end(answer)
    await house.pass(Math.ceil(length / 3_900) * 1_250)
    const said = house.telegram.texts(SAM)
    expect(said.length).toBe(Math.ceil(length / 3_955))
    expect(said.join(' ')).toBe(answer.trim())
  })

  async function endAfterDeath(forgets: boolean): Promise<string[]> {
    const home = await house.boot()
    home.begin(GROUP)
    home.say('half of')
    await house.pass(300)
    expect(house.telegram.texts(GROUP)).toEqual(['half of'])
    await home.halt()
    if (forgets) home.db.run(sql`delete from previews`)
    const again = await house.boot()
    again.resume()
    await again.end('half of it, and the rest')
    return house.telegram.texts(GROUP)
  }

  it('K8: does not stay beside the answer when the gateway died in between', async () => {
    expect(await endAfterDeath(false)).toEqual(['half of it, and the rest'])
  })

  it('K8, planted bug: a gateway that forgets which message it was is found out', async () => {
    expect(await endAfterDeath(true)).toHaveLength(2)
  })

  it('K8: is left alone while Telegram asks to be slower, and still ends whole', async () => {
    const home = await house.boot()
    home.begin(GROUP)
    home.say('one')
    await house.pass(300)
    house.telegram.faults.tooMany(1, 5, { method: 'editMessageText' })
    home.say('one two')
    await house.pass(1_500)
    expect(house.count('editMessageText')).toBe(1)
    home.say('one two three')
    await house.pass(4_000)
    expect(house.count('editMessageText')).toBe(1)
    await home.end('one two three four')
    expect(house.telegram.texts(GROUP)).toEqual(['one two three four'])
  })

  it('K8: becomes the answer once, although Telegram took the change and lost its answer', async () => {
    const home = await house.boot()
    home.begin(GROUP)
    home.say('one')
    await house.pass(300)
    house.telegram.faults.cut(1, { method: 'editMessageText', taken: true })
    await home.end('one two')
    expect(house.telegram.texts(GROUP)).toEqual(['one two'])
    expect(house.count('sendMessage')).toBe(1)
  })

  it('is edited where the server has no drafts', async () => {
    const home = await house.boot()
    home.begin(SAM)
    const bare = await house.boot({
      channel: (channel) => ({
        ...channel,
        draft: async () => ({ kind: 'refused', reason: '', permanent: true }),
      }),
    })
    await home.halt()
    bare.resume()
    bare.say('one')
    await house.pass(1_500)
    expect(house.telegram.texts(SAM)).toEqual(['one'])
    await bare.end('one two')
    expect(house.telegram.texts(SAM)).toEqual(['one two'])
  })

  it('grows in its chat, too, where a run does an earlier one again', async () => {
    const home = await house.boot()
    home.begin(GROUP)
    await home.end('Sorry.', 'run-1', { status: 'failed' })
    const again = { id: 'run-2', retryOf: 'run-1' }
    createRun(home.db, { ...again, sessionId: 'run-1', userMessageId: 'u', messageId: 'n', createdAt: 0 })
    home.resume('run-2')
    home.say('half of', 'run-2')
    await house.pass(1_500)
    expect(house.telegram.texts(GROUP).at(-1)).toBe('half of')
    await home.end('half of it, and the rest', 'run-2', { retryOf: 'run-1' })
    expect(house.telegram.texts(GROUP)).toHaveLength(2)
    expect(house.telegram.texts(GROUP).at(-1)).toBe('half of it, and the rest')
  })

  it('shows no typing while the run waits for the owner', async () => {
    const home = await house.boot()
    home.begin(SAM)
    await house.pass(300)
    home.events.session('run-1', { type: 'run-wait', runId: 'run-1', approvalIds: ['a'] })
    await house.pass(10_000)
    expect(house.count('sendChatAction')).toBe(1)
    home.events.system({ type: 'run-change', runId: 'run-1', sessionId: 'run-1', status: 'running' })
    await house.pass(1_300)
    expect(house.count('sendChatAction')).toBe(2)
  })
})
