import type { LucideIcon } from 'lucide-react'
import type { ShortcutName } from '../shortcuts/shortcuts.ts'

/** Of what a command is: of the open page, of the open conversation, a way somewhere, or of the panel. */
export type CommandGroup = 'page' | 'conversation' | 'go' | 'panel'

/** A list of its own inside of the palette. */
export type PaletteList = 'models' | 'rename'

/** Something that can be done, wherever one is, by its name. */
export interface Command {
  readonly id: string
  readonly group: CommandGroup
  readonly title: string
  readonly icon: LucideIcon
  /** Other words by which it is found. */
  readonly words?: string
  readonly shortcut?: ShortcutName
  /** The palette closes once it is done; where it fails, it stays and says so. */
  readonly run: (() => unknown) | PaletteList
}
