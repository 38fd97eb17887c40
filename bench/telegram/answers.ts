import path from 'node:path'
import Database from 'better-sqlite3'
import type { GatewayProcess } from '#testing/gateway-process.ts'
import { delay, text } from '#testing/model-vendor/turn.ts'
import { groupText, person, privateText } from '#testing/telegram/updates.ts'
import type { Figure } from '../figures.ts'
import { FAMILY, PERSON, type Scene, until } from './scene.ts'

const ANSWER_CHARACTERS = 3_000

/** From an update at the Bot API to the run that answers it, over loopback. */
export async function measureStart({ telegram, vendor, gateway }: Scene, runs: number): Promise<Figure> {
  vendor.script(() => [text('Yes.')])
  const samples: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const from = person(PERSON.start + run)
    const pushedAt = Date.now()
    telegram.push(privateText(from, `start ${run}`))
    await until(() => telegram.texts(from.id).length > 0)
    samples.push(readStartedAt(gateway.home, from.id) - pushedAt)
  }
  return { name: 'Telegram update to run started', unit: 'ms', goal: 20, samples: samples.slice(5) }
}

function readStartedAt(home: string, chatId: number): number {
  const database = new Database(path.join(home, 'state/openclaw.db'), { readonly: true })
  const row = database
    .prepare<[string], { at: number }>(
      'select runs.started_at as at from inbox join runs on runs.id = inbox.run_id where inbox.chat_id = ?',
    )
    .get(String(chatId))
  database.close()
  return row?.at ?? Number.NaN
}

/** One answer of 3,000 characters over eight seconds, in a private chat and in a group. */
export async function measureStream({ telegram, vendor, gateway }: Scene): Promise<Figure[]> {
  const words = 'abcdefghi '.repeat(ANSWER_CHARACTERS / 10).trim()
  const pieces = words.match(/.{1,75}/gs) ?? []
  vendor.script(() => pieces.flatMap((piece) => [text([piece]), delay(200)]))
  await allowFamily(gateway)
  const busiest: number[] = []
  const missing: number[] = []
  for (const [chatId, update] of [
    [PERSON.stream, privateText(person(PERSON.stream), 'tell me')],
    [FAMILY.id, groupText(FAMILY, person(PERSON.stream), `@${telegram.self.username} tell me`)],
  ] as const) {
    const before = telegram.calls().length
    telegram.push(update)
    missing.push((await until(() => telegram.texts(chatId).join('') === words, 60_000)) ? 0 : 1)
    const times = telegram
      .calls()
      .slice(before)
      .filter(({ method, params }) => /^(send|edit)Message/.test(method) && Number(params.chat_id) === chatId)
      .map(({ at }) => at)
    busiest.push(
      Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length)),
    )
  }
  return [
    {
      name: 'messages, drafts and edits in the busiest second of a streamed answer',
      unit: '',
      goal: 1,
      samples: busiest,
    },
    {
      name: 'streamed answers of 3,000 characters that did not end complete',
      unit: '',
      goal: 0,
      samples: missing,
    },
  ]
}

/** The group is let in by hand, as its owner does it. */
async function allowFamily(gateway: GatewayProcess): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${gateway.port}/trpc/contacts.allowGroup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'telegram', chatId: String(FAMILY.id) }),
  })
  if (!response.ok) throw new Error(`the group was not let in: ${await response.text()}`)
}
