import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deleteContact } from '#db/queries/access/contacts.ts'
import { findApproval } from '#db/queries/approvals.ts'
import { APPROVAL_LIFETIME_MS } from '#protocol/access/approvals.ts'
import { OWNER_SCOPES, type Principal } from '#protocol/access/principal.ts'
import { buttonPress, person } from '#testing/telegram/updates.ts'
import type { Channel } from '../../channels/channel.ts'
import { createTelegramHouse, EVE, GROUP, SAM, type TelegramHouse } from '../fixtures/telegram-house.ts'

const PANEL: Principal = { role: 'owner', scopes: [...OWNER_SCOPES], credentialId: 'browser-1' }
const sam = person(SAM)
const eve = person(EVE, { first_name: 'Sam' })

let house: TelegramHouse
beforeEach(async () => {
  house = await createTelegramHouse()
})
afterEach(() => house.close())

/** Somebody presses a button, and Telegram shows him the notice that this gives. */
async function press(from: typeof sam, label: string): Promise<string> {
  const before = house.count('answerCallbackQuery')
  const message = house.telegram.sent().findLast(({ params }) => params.reply_markup !== undefined)
  house.telegram.push(buttonPress(from, message?.messageId ?? 0, house.buttons()[label] ?? label))
  const calls = await house.telegram.waitFor('answerCallbackQuery', before + 1)
  await house.pass(3_000)
  return String(calls.at(-1)?.params.text)
}

describe('what waits for the owner', () => {
  it('is a message with buttons in his chat, whole, and becomes its outcome when he presses one', async () => {
    const home = await house.boot()
    home.hear(SAM, 'run-1')
    const { answer } = await home.ask('run-1', { input: { argv: ['rm', '-r', 'old notes', '\u202Etxt'] } })
    expect(house.telegram.texts(SAM)).toEqual(['Allow this?\n\nexec\n\nrm -r "old notes" "\\u{202e}txt"'])
    expect(Object.keys(house.buttons())).toEqual(['Allow once', 'Deny'])
    expect(await press(sam, 'Allow once')).toBe('✅ Allowed')
    expect(await answer).toMatchObject({ status: 'allowed', decision: 'allow-once' })
    expect(house.telegram.texts(SAM)).toEqual(['✅ Allowed\n\nexec\n\nrm -r "old notes" "\\u{202e}txt"'])
    expect(house.telegram.sent().at(-1)?.params.reply_markup).toBeUndefined()
  })

  it('is a question with its choices', async () => {
    const home = await house.boot()
    home.hear(SAM, 'run-1')
    const question = {
      kind: 'question',
      tool: 'ask',
      question: 'Which?',
      choices: ['tea', 'coffee'],
    } as const
    const { answer } = await home.ask('run-1', { ...question, choices: [...question.choices] })
    expect(Object.keys(house.buttons())).toEqual(['tea', 'coffee', 'No answer'])
    await press(sam, 'coffee')
    expect(await answer).toMatchObject({ status: 'allowed', decision: 'answer', choice: 'coffee' })
    expect(house.telegram.texts(SAM)[0]).toMatch(/^✅ Your answer: coffee/)
  })

  it('becomes its outcome where it is answered in the panel, or not at all', async () => {
    const home = await house.boot()
    home.hear(SAM, 'run-1')
    const first = await home.ask('run-1')
    home.approvals.resolve(first.approval.id, { decision: 'deny' }, PANEL)
    await house.pass(3_000)
    expect(house.telegram.texts(SAM)[0]).toMatch(/^🚫 Denied/)
    await home.ask('run-1')
    await house.pass(3_000)
    house.clock.advance(APPROVAL_LIFETIME_MS)
    await house.pass(3_000)
    expect(house.telegram.texts(SAM)[1]).toMatch(/^⌛ Nobody answered in time/)
    expect(await press(sam, 'Allow once')).toMatch(/^This was settled before/)
  })

  it('of a group is put to the owner directly, and what he asked in the panel only there', async () => {
    const home = await house.boot()
    home.hear(SAM, 'run-1')
    home.hear(GROUP, 'run-2', EVE)
    await home.ask('run-2')
    expect([house.telegram.texts(GROUP), house.telegram.texts(SAM).length]).toEqual([[], 1])
    home.db.run(sql`update inbox set channel = 'web' where run_id = 'run-1'`)
    await home.ask('run-1')
    expect(house.telegram.texts(SAM)).toHaveLength(1)
  })

  it('is asked once and told once, however often the gateway dies', async () => {
    const home = await house.boot()
    home.hear(SAM, 'run-1')
    const { approval } = await home.ask('run-1')
    await home.halt()
    const again = await house.boot()
    void again.approvals.await(approval)
    await house.pass(3_000)
    expect(house.count('sendMessage')).toBe(1)
    const actionId = house.buttons()['Allow once'] ?? ''
    // The press was stored and answered, and then the process ended before anybody was told.
    again.db.run(sql`update approvals set status = 'allowed', decision = 'allow-once'`)
    await again.halt()
    const last = await house.boot()
    await house.pass(3_000)
    expect(house.telegram.texts(SAM)).toEqual([expect.stringMatching(/^✅ Allowed/)])
    const wire = {
      channel: 'telegram',
      account: 'default',
      chatId: String(SAM),
      messageId: '1',
      senderName: '',
    }
    const pressed = { ...wire, pressId: 'p', senderId: String(SAM), actionId }
    expect(await last.wayOut.press(pressed)).toEqual(await last.wayOut.press(pressed))
    expect(house.count('sendMessage')).toBe(1)
  })

  it('does not take what is on no button for an answer', async () => {
    const home = await house.boot()
    home.hear(SAM, 'run-1')
    const { approval } = await home.ask('run-1')
    for (const data of [
      '',
      'approval:',
      `approval:${approval.id}:w`,
      `approval:${approval.id}:c0`,
      'approval:nobody:o',
    ]) {
      expect(await press(sam, data)).toBe('This button is not in use any more.')
    }
    expect(findApproval(home.db, approval.id)?.status).toBe('pending')
  })

  /** Eve presses, under the owner's name, in his chat and in hers; so does Sam when he is the owner no more. */
  async function pressAsOthers(rules: { mayPress?: () => boolean }): Promise<string> {
    const home = await house.boot(rules)
    home.hear(SAM, 'run-1')
    const { approval } = await home.ask('run-1')
    const actionId = house.buttons()['Allow once'] ?? ''
    const wire = { channel: 'telegram', account: 'default', messageId: '1', senderName: 'Sam', actionId }
    const forged = [
      { ...wire, pressId: '1', chatId: String(SAM), senderId: String(EVE) },
      { ...wire, pressId: '2', chatId: String(GROUP), senderId: String(SAM) },
      { ...wire, pressId: '3', chatId: String(SAM), senderId: String(SAM), account: 'other' },
    ]
    const notices: string[] = [await press(eve, actionId)]
    for (const one of forged) notices.push((await home.wayOut.press(one)).notice)
    deleteContact(home.db, { channel: 'telegram', account: 'default', senderId: String(SAM) })
    notices.push(await press(sam, actionId))
    if (!rules.mayPress) {
      expect(new Set(notices)).toEqual(new Set(['Only the owner of this assistant may answer this.']))
      expect(home.refusals.map(({ rule }) => rule)).toEqual(Array(5).fill('not-the-approver'))
    }
    return findApproval(home.db, approval.id)?.status ?? ''
  }

  /**
   * Eve's press and Sam's are each handed out three times: again by Telegram, and after a restart. Returns how often
   * a refusal was written down, and how often something was decided.
   */
  async function pressAgain(change?: (channel: Channel) => Channel): Promise<[number, number]> {
    const first = await house.boot(change ? { channel: change } : {})
    first.hear(SAM, 'run-1')
    const { approval } = await first.ask('run-1')
    const actionId = house.buttons()['Allow once'] ?? ''
    const updates = [eve, sam].map((from) => house.telegram.push(buttonPress(from, 1, actionId)))
    await house.telegram.waitFor('answerCallbackQuery', 2)
    for (const update of updates) house.telegram.faults.redeliver(update)
    await house.telegram.waitFor('answerCallbackQuery', 4)
    await first.halt()
    const second = await house.boot(change ? { channel: change } : {})
    for (const update of updates) house.telegram.faults.redeliver(update)
    await house.telegram.waitFor('answerCallbackQuery', 6)
    await house.pass(3_000)
    expect(findApproval(second.db, approval.id)?.status).toBe('allowed')
    const decided = house.telegram.sent().filter(({ method }) => method === 'editMessageText')
    return [[...first.refusals, ...second.refusals].length, decided.length]
  }

  it('K7: a press that comes again counts once, the refused one as well', async () => {
    expect(await pressAgain()).toEqual([1, 1])
  })

  it('K7, planted bug: a gateway that takes each delivery of a press for a new one is found out', async () => {
    let deliveries = 0
    const countTwice = (channel: Channel): Channel => ({
      ...channel,
      start: (receive, take) =>
        channel.start(
          receive,
          take && ((one) => take({ ...one, pressId: `${one.pressId} ${deliveries++}` })),
        ),
    })
    expect(await pressAgain(countTwice)).toEqual([3, 1])
  })

  it('B11, B14: is answered by the owner alone, by his number on that account in that chat; others are told and noted', async () => {
    expect(await pressAsOthers({})).toBe('pending')
  })

  it('B11, planted bug: a gateway that takes a press from anybody is found out', async () => {
    expect(await pressAsOthers({ mayPress: () => true })).not.toBe('pending')
  })
})
