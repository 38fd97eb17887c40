import { CHAT_COMMANDS, type ChatCommand } from '#protocol/chat/commands.ts'

export type Language = 'en' | 'zh'

const CJK = /\p{Script=Han}/u

/** The commands that a beginning `/…` can become; none once it has a space, and none for `//`. */
export function matchCommands(text: string): readonly ChatCommand[] {
  const typed = /^[/／]([^\s/／]*)$/u.exec(text)?.[1]?.toLowerCase()
  if (typed === undefined) return []
  return CHAT_COMMANDS.filter((command: ChatCommand) =>
    [command.name, ...command.aliases].some((name) => name.toLowerCase().startsWith(typed)),
  )
}

/** The command as its reader would type it: in Chinese by its Chinese name. */
export function commandName(command: ChatCommand, language: Language): string {
  const chinese = language === 'zh' ? command.aliases.find((alias) => CJK.test(alias)) : undefined
  return `/${chinese ?? command.name}`
}
