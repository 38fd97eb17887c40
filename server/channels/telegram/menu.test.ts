import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CHAT_COMMANDS } from '#protocol/chat/commands.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { createClient } from './client.ts'
import { createMenu } from './menu.ts'

let telegram: TestTelegram
beforeEach(async () => {
  telegram = await startTelegram()
})
afterEach(() => telegram.stop())

const connect = () =>
  createClient({ token: telegram.token, apiRoot: telegram.url, clock: createManualClock() })

/** The menus that were set since the last look: scope and language, and the commands of each. */
function menus(from = 0): Record<string, string[]> {
  const calls = telegram.calls().slice(from)
  return Object.fromEntries(
    calls.map(({ method, params }) => {
      const { type, chat_id } = params.scope as { type: string; chat_id?: number }
      const commands = (params.commands ?? []) as { command: string }[]
      const name = [method, type, chat_id, params.language_code]
        .filter((word) => word !== undefined)
        .join(' ')
      return [name, commands.map(({ command }) => command)]
    }),
  )
}

describe('the menu of commands', () => {
  it('is in both languages, shows guests what is theirs, groups what is answered there, and the owner all', async () => {
    await createMenu({ list: () => ['41'] })(connect())
    const shown = menus()
    expect(Object.keys(shown)).toHaveLength(6)
    expect(shown['setMyCommands chat 41']).toEqual(CHAT_COMMANDS.map(({ name }) => name))
    expect(shown['setMyCommands all_private_chats zh']).toContain('new')
    expect(shown['setMyCommands all_private_chats zh']).not.toContain('approve')
    expect(shown['setMyCommands all_group_chats']).not.toContain('new')
    const texts = telegram
      .calls()
      .flatMap(({ params }) => params.commands as { command: string; description: string }[])
    for (const { command, description } of texts) {
      expect(command).toMatch(/^[a-z0-9_]{1,32}$/)
      expect(description.length).toBeLessThanOrEqual(256)
    }
    expect(texts.some(({ description }) => /\p{Script=Han}/u.test(description))).toBe(true)
  })

  it('of somebody who is the owner no more is taken back', async () => {
    let owners = ['41', '42']
    const publish = createMenu({ list: () => owners })
    await publish(connect())
    const before = telegram.calls().length
    owners = ['42']
    await publish(connect())
    expect(menus(before)).toMatchObject({ 'deleteMyCommands chat 41': [], 'deleteMyCommands chat 41 zh': [] })
  })

  it('is no trouble where Telegram refuses it', async () => {
    telegram.faults.tooMany(1, 30, { method: 'setMyCommands' })
    await createMenu({ list: () => [] })(connect())
    expect(telegram.calls()).toHaveLength(1)
  })
})
