import { setTimeout as pause } from 'node:timers/promises'
import { answerRequest, answerTo, wording } from '#server/crash/fixtures/workload.ts'
import { person, privateText } from '#testing/telegram/updates.ts'
import type { Figure } from '../figures.ts'
import { countWrong } from './burst.ts'
import { PERSON, type Scene, until } from './scene.ts'

const CUT_MS = 60_000

/** People write while there is no network; timed from its return to the first answer. */
export async function measureCut({ telegram, vendor }: Scene): Promise<Figure[]> {
  vendor.script(answerRequest)
  const people = Array.from({ length: 5 }, (_, index) => PERSON.cut + index)
  telegram.faults.cut(Number.POSITIVE_INFINITY)
  await pause(CUT_MS / 2)
  for (const id of people) telegram.push(privateText(person(id), wording(`c${id}`, 'plain')))
  await pause(CUT_MS / 2)
  telegram.faults.heal()
  const healed = performance.now()
  await until(() => people.some((id) => telegram.texts(id).length > 0))
  const backMs = performance.now() - healed
  const wrong = (): number =>
    people.reduce((sum, id) => sum + countWrong(telegram.texts(id).join('\n'), [answerTo(`c${id}`)]), 0)
  await until(() => wrong() === 0, 30_000)
  return [
    {
      name: `back after the network was cut for ${CUT_MS / 1_000} s`,
      unit: 'ms',
      goal: 10_000,
      samples: [backMs],
    },
    { name: 'cut network: lost or doubled', unit: '', goal: 0, samples: [wrong()] },
  ]
}
