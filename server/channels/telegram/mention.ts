import type { Message, UserFromGetMe } from 'grammy/types'

/**
 * Whether a text names us, as Telegram marked it: our name, us without a name, or a command with our name.
 * Telegram counts in UTF-16 units, as strings do here.
 */
export function isMentioned(
  { entities, caption_entities }: Pick<Message, 'entities' | 'caption_entities'>,
  text: string,
  bot: Pick<UserFromGetMe, 'id' | 'username'>,
): boolean {
  const ours = `@${bot.username.toLowerCase()}`
  return (entities ?? caption_entities ?? []).some((entity) => {
    if (entity.type === 'text_mention') return entity.user.id === bot.id
    const words = text.slice(entity.offset, entity.offset + entity.length).toLowerCase()
    if (entity.type === 'mention') return words === ours
    return entity.type === 'bot_command' && words.endsWith(ours)
  })
}
