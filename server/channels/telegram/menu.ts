import type { BotCommandScope } from 'grammy/types'
import { CHAT_COMMANDS, type ChatCommand } from '#protocol/chat/commands.ts'
import type { Language } from '#protocol/chat/language.ts'
import type { TelegramClient } from './client.ts'

const CALL_MS = 10_000

/** Telegram shows the list in the language of the person; without a language it is for everybody else. */
const LANGUAGES: readonly { language: Language; language_code?: 'zh' }[] = [
  { language: 'en' },
  { language: 'zh', language_code: 'zh' },
]

/** The accounts that are the owner's, as they are now, and a way to hear of another state of them. */
export interface Owners {
  list(): readonly string[]
  watch(changed: () => void): () => void
}

/**
 * Keeps the menu of commands as it is to be: what guests may use in private chats, what is answered in groups,
 * and all of it where the owner writes. It is a convenience: where Telegram refuses, nothing is lost.
 */
export function createMenu({ list }: Pick<Owners, 'list'>): (client: TelegramClient) => Promise<void> {
  const known = new Set<string>()
  let last: Promise<void> = Promise.resolve()

  async function publish(client: TelegramClient): Promise<void> {
    const owners = list()
    await put(client, { type: 'all_private_chats' }, isForAll)
    await put(client, { type: 'all_group_chats' }, (command) => isForAll(command) && command.inGroups)
    for (const owner of owners) await put(client, { type: 'chat', chat_id: Number(owner) }, () => true)
    for (const former of known) if (!owners.includes(former)) await drop(client, Number(former))
    known.clear()
    for (const owner of owners) known.add(owner)
  }

  return (client) => {
    last = last.then(() => publish(client)).catch(() => undefined)
    return last
  }
}

const isForAll = ({ who }: ChatCommand): boolean => who === 'anyone'

async function put(
  client: TelegramClient,
  scope: BotCommandScope,
  isShown: (command: ChatCommand) => boolean,
): Promise<void> {
  const shown = CHAT_COMMANDS.filter((command: ChatCommand) => isShown(command))
  for (const { language, ...other } of LANGUAGES) {
    const commands = shown.map(({ name, summary }) => ({ command: name, description: summary[language] }))
    await client.ask(CALL_MS, (api, signal) => api.setMyCommands(commands, { scope, ...other }, signal))
  }
}

async function drop(client: TelegramClient, chat_id: number): Promise<void> {
  for (const { language: _, ...other } of LANGUAGES) {
    const scope = { type: 'chat', chat_id } as const
    await client.ask(CALL_MS, (api, signal) => api.deleteMyCommands({ scope, ...other }, signal))
  }
}
