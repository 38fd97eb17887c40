import { useState } from 'react'
import type { ChatCommand } from '#protocol/chat/commands.ts'
import { commandName, type Language, matchCommands } from './slash-match.ts'

/** The keyboard of the slash menu: arrows choose, Tab and Enter complete, Esc closes it for this text. */
export function useSlashMenu(options: {
  text: string
  language: Language
  onComplete: (text: string) => void
}): {
  isOpen: boolean
  commands: readonly ChatCommand[]
  active: number
  complete: (command: ChatCommand) => void
  /** True where the key was the menu's. */
  takeKey: (key: string, isShifted: boolean) => boolean
} {
  const { text, language, onComplete } = options
  const [chosen, setChosen] = useState(0)
  const [closedAt, setClosedAt] = useState<string | null>(null)
  const commands = matchCommands(text)
  const isOpen = commands.length > 0 && closedAt !== text
  const active = Math.min(chosen, commands.length - 1)

  function complete(command: ChatCommand) {
    const name = commandName(command, language)
    const next = command.argument ? `${name} ` : name
    setChosen(0)
    setClosedAt(next)
    onComplete(next)
  }

  function takeKey(key: string, isShifted: boolean): boolean {
    const command = commands[active]
    if (!isOpen || !command) return false
    if (key === 'ArrowDown') setChosen((active + 1) % commands.length)
    else if (key === 'ArrowUp') setChosen((active + commands.length - 1) % commands.length)
    else if (key === 'Escape') setClosedAt(text)
    else if (isShifted || (key !== 'Tab' && key !== 'Enter')) return false
    // A command that is typed out is sent by Enter.
    else if (key === 'Enter' && isWhole(command, text)) return false
    else complete(command)
    return true
  }

  return { isOpen, commands, active, complete, takeKey }
}

function isWhole(command: ChatCommand, text: string): boolean {
  return [command.name, ...command.aliases].includes(text.slice(1).toLowerCase())
}
