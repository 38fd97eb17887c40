import { CHAT_COMMANDS, type ChatCommand, type ChatCommandName } from '#protocol/chat/commands.ts'
import { editDistance } from '#protocol/chat/edit-distance.ts'

export type ParsedCommand =
  | { kind: 'command'; name: ChatCommandName; argument: string; typed: string }
  /** A slash and a word that is no command; `nearest` is one that it may have been meant to be. */
  | { kind: 'unknown'; typed: string; nearest: ChatCommandName | null }
  /** Two slashes: an ordinary message that begins with one. */
  | { kind: 'escaped'; text: string }

/** A slash, one word without another slash in it (that would be a path), and what follows. `@name` as in Telegram. */
const COMMAND = /^\s*[/／]([\p{L}\p{N}_?？-]{1,40})(?:@[\w.-]{1,64})?(?:\s+([\s\S]*))?$/u
const ESCAPED = /^\s*[/／]([/／][\s\S]*)$/

const names = (command: ChatCommand): readonly string[] => [command.name, ...command.aliases]

/** Reads a message as a chat command; undefined where it is an ordinary message. Pure. */
export function parseCommand(text: string): ParsedCommand | undefined {
  const escaped = ESCAPED.exec(text)?.[1]
  if (escaped !== undefined) return { kind: 'escaped', text: escaped }
  const match = COMMAND.exec(text)
  const typed = match?.[1]
  if (typed === undefined) return undefined
  const command = CHAT_COMMANDS.find((candidate) => names(candidate).includes(typed.toLowerCase()))
  return command
    ? { kind: 'command', name: command.name, argument: (match?.[2] ?? '').trim(), typed }
    : { kind: 'unknown', typed, nearest: findNearest(typed.toLowerCase()) }
}

export const findCommand = (name: ChatCommandName): ChatCommand => {
  const command = CHAT_COMMANDS.find((candidate) => candidate.name === name)
  if (!command) throw new TypeError(`There is no command ${name}.`)
  return command
}

/** The command that shares a beginning with the word or is a slip of the finger away. */
function findNearest(typed: string): ChatCommandName | null {
  let best: { name: ChatCommandName; distance: number } | undefined
  for (const command of CHAT_COMMANDS) {
    for (const name of names(command)) {
      const begins = typed.length > 1 && (name.startsWith(typed) || typed.startsWith(name)) && name.length > 1
      const distance = begins ? 0.5 : editDistance(typed, name)
      const near = distance <= Math.max(1, Math.floor(name.length / 3)) && distance < name.length
      if (near && (!best || distance < best.distance)) best = { name: command.name, distance }
    }
  }
  return best?.name ?? null
}
