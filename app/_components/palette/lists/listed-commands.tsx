'use client'

import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import type { Command, CommandGroup } from '../command.ts'
import { type Palette, usePalette } from '../palette-context.ts'
import { PaletteGroup, PaletteItem } from '../palette-item.tsx'
import { rankWords } from '../rank-words.ts'
import { useConversationCommands } from '../use-conversation-commands.ts'
import { usePanelCommands } from '../use-panel-commands.ts'

const GROUPS: readonly CommandGroup[] = ['page', 'conversation', 'go', 'panel']

/** Everything that can be done here, in groups; with something typed, what fits it best first. */
export function ListedCommands({
  typed,
  session,
  show,
  onChoose,
}: {
  typed: string
  session: SessionSummary | undefined
  show: Palette['show']
  onChoose: (command: Command) => void
}) {
  const t = useTranslations('palette')
  const isChat = usePathname() === '/'
  const { pageCommands } = usePalette()
  const ofConversation = useConversationCommands(isChat ? session : undefined, show)
  const commands = [
    ...[...pageCommands].flatMap((list) => list()),
    ...ofConversation,
    ...usePanelCommands(show),
  ]
  const item = (command: Command) => (
    <PaletteItem
      key={command.id}
      id={command.id}
      icon={command.icon}
      shortcut={command.shortcut}
      onChoose={() => onChoose(command)}
    >
      {typeof command.run === 'string' ? `${command.title}…` : command.title}
    </PaletteItem>
  )
  if (typed !== '') {
    const found = rankWords(commands, typed, (command) => command)
    return found.length > 0 && <PaletteGroup title={t('commands')}>{found.map(item)}</PaletteGroup>
  }
  return GROUPS.map((group) => {
    const members = commands.filter((command) => command.group === group)
    return (
      members.length > 0 && (
        <PaletteGroup key={group} title={t(group)}>
          {members.map(item)}
        </PaletteGroup>
      )
    )
  })
}
