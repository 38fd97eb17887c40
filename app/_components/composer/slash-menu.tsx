'use client'

import clsx from 'clsx'
import { useTranslations } from 'use-intl'
import type { ChatCommand } from '#protocol/chat/commands.ts'
import { commandName, type Language } from './slash-match.ts'

export const SLASH_MENU_ID = 'slash-menu'
export const slashOptionId = (index: number): string => `slash-${index}`

/** The commands that what was typed can become. The keyboard stays in the text field, which leads it. */
export function SlashMenu({
  commands,
  active,
  language,
  onPick,
}: {
  commands: readonly ChatCommand[]
  active: number
  language: Language
  onPick: (command: ChatCommand) => void
}) {
  const t = useTranslations('composer')
  return (
    <div
      id={SLASH_MENU_ID}
      role="listbox"
      aria-label={t('commands')}
      className="absolute inset-x-4 bottom-full z-20 mb-1 max-h-72 animate-appear overflow-y-auto rounded-card border bg-surface p-1 shadow-popover md:inset-x-6"
    >
      {commands.map((command, index) => (
        <div
          key={command.name}
          ref={index === active ? showActive : null}
          id={slashOptionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={clsx(
            'flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-3 text-ui md:min-h-8',
            index === active && 'bg-raised',
          )}
          // The text field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onPick(command)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onPick(command)
          }}
        >
          <span className="shrink-0 font-mono text-meta">
            {commandName(command, language)}
            {command.argument && <span className="text-fg-3"> {command.argument[language]}</span>}
          </span>
          <span className="min-w-0 truncate text-fg-2">{command.summary[language]}</span>
        </div>
      ))}
    </div>
  )
}

const showActive = (element: HTMLDivElement | null): void => element?.scrollIntoView({ block: 'nearest' })
