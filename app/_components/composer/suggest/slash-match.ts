import { CHAT_COMMANDS, type ChatCommand } from '#protocol/chat/commands.ts'
import type { Suggestion } from './suggestion.ts'

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

/** The command in the place of what was typed of it. */
export function toCommandSuggestion(command: ChatCommand, language: Language, typed: string): Suggestion {
  const name = commandName(command, language)
  const text = command.argument ? `${name} ` : name
  return {
    key: command.name,
    name,
    argument: command.argument?.[language],
    summary: command.summary[language],
    text,
    caret: text.length,
    isWhole: [command.name, ...command.aliases].includes(typed.slice(1).toLowerCase()),
  }
}
