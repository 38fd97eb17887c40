/** Telegram as a process of its own: it outlives the gateways that are killed around it. */
import { startTelegram } from '../telegram/telegram.ts'
import { group, groupText, person, privateText } from '../telegram/updates.ts'
import type { NewUpdate } from './account.ts'
import { createChance } from './chance.ts'
import { CALM, type PlatformHabits, type PlatformReport } from './wire.ts'

/** What the test asks for; each order is answered under its number. */
export type TelegramOrder =
  | { readonly behave: Partial<PlatformHabits> }
  | { readonly write: readonly NewUpdate[] }
  | { readonly report: number }

/** People's messages leave room between them for those of the bot: ids are unique over all chats, as Telegram's are. */
const ID_STEP = 1_000

const telegram = await startTelegram()
let habits = CALM
let chance = createChance(habits.seed)
let updates = 0
let repeated = 0
let lastId = 0
let lastUpdate = 0

function behave(wanted: Partial<PlatformHabits>): void {
  habits = { ...CALM, ...wanted }
  chance = createChance(habits.seed)
  telegram.faults.heal()
  telegram.faults.delay(habits.mostDelayMs)
  telegram.faults.meet((method) => {
    if (method !== 'sendMessage' && method !== 'editMessageText') return undefined
    const roll = chance()
    if (roll < habits.refuse) return 'wait'
    return roll < habits.refuse + habits.dropAnswer ? 'lose' : undefined
  })
}

/** Returns the id that the message has for a gateway. */
function write({ chatId, text }: NewUpdate): string {
  lastId += ID_STEP
  // `chat-7` is the private chat of person 1007, and those with an even number are groups.
  const number = Number(/\d+$/.exec(chatId)?.[0])
  const from = person(1_000 + number)
  const { message } =
    number % 2 === 1
      ? privateText(from, text)
      : groupText(group(-1_000 - number), from, `@${telegram.self.username} ${text}`)
  const update = { message: { ...message, message_id: lastId } }
  const updateId = telegram.push(update)
  updates += 1
  const roll = chance()
  // What was not handed out yet can't come again: it would overtake what was written before it.
  if (roll < habits.repeatEvent && lastUpdate < telegram.confirmedOffset() && lastUpdate > 0)
    telegram.faults.redeliver(lastUpdate)
  else if (roll < habits.repeatEvent + habits.repeatMessage) {
    telegram.push(update)
    updates += 1
  }
  if (roll < habits.repeatEvent + habits.repeatMessage) repeated += 1
  lastUpdate = updateId
  return `${telegram.self.id}:${lastId}`
}

function report(since: number): PlatformReport {
  const sent = telegram.sent()
  return {
    updates,
    confirmed: updates - telegram.pending(),
    repeated,
    accepted: sent.slice(since).map(({ params, messageId }) => ({
      messageId: String(messageId),
      chatId: String(params.chat_id),
      text: String(params.text),
      key: '',
    })),
  }
}

function obey(order: TelegramOrder): unknown {
  if ('write' in order) return order.write.map(write)
  return 'report' in order ? report(order.report) : behave(order.behave)
}

process.on('disconnect', () => process.exit(0))
process.on('message', ({ id, order }: { id: number; order: TelegramOrder }) => {
  process.send?.({ id, result: obey(order) ?? null })
})
process.send?.({ url: telegram.url, token: telegram.token })
