import { answerRequest, answerTo, wording } from '#server/crash/fixtures/workload.ts'
import { person, privateText } from '#testing/telegram/updates.ts'
import type { Figure } from '../figures.ts'
import { PERSON, type Scene, until } from './scene.ts'

/** Everybody writes at once, and several times. */
export async function measureBurst(
  { telegram, vendor }: Scene,
  { chats, each }: { chats: number; each: number },
): Promise<Figure[]> {
  vendor.script(answerRequest)
  const before = telegram.calls().length
  const begun = performance.now()
  for (let message = 0; message < each; message += 1) {
    for (let chat = 0; chat < chats; chat += 1) {
      telegram.push(privateText(person(PERSON.burst + chat), wording(`b${chat}-${message}`, 'plain')))
    }
  }
  const wrong = (): number => {
    const inChats = Array.from({ length: chats }, (_, chat) => {
      const wanted = Array.from({ length: each }, (_none, message) => answerTo(`b${chat}-${message}`))
      return countWrong(telegram.texts(PERSON.burst + chat).join('\n'), wanted)
    })
    return inChats.reduce((sum, count) => sum + count, 0)
  }
  await until(() => wrong() === 0)
  const refused = telegram
    .calls()
    .slice(before)
    .filter((call) => call.refused === 429)
  const total = chats * each
  return [
    {
      name: `burst of ${total} messages over ${chats} chats: lost, doubled or out of order`,
      unit: '',
      goal: 0,
      samples: [wrong()],
    },
    { name: 'burst: told to wait by Telegram (429)', unit: '', goal: 0, samples: [refused.length] },
    { name: 'burst: until all are answered', unit: 'ms', goal: 60_000, samples: [performance.now() - begun] },
  ]
}

/** How many of these do not stand there once and behind one another. */
export function countWrong(said: string, wanted: readonly string[]): number {
  const found = wanted.map((words) =>
    [...said.matchAll(new RegExp(`${words}(?![\\w-])`, 'g'))].map(({ index }) => index),
  )
  return found.filter(
    (places, index) => places.length !== 1 || (places[0] ?? 0) < (found[index - 1]?.[0] ?? -1),
  ).length
}
