'use client'

import clsx from 'clsx'
import { Command as List } from 'cmdk'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { KeyCaps } from '../shortcuts/key-caps.tsx'
import type { ShortcutName } from '../shortcuts/shortcuts.ts'

/** One line of the palette. */
export function PaletteItem({
  id,
  icon: Icon,
  shortcut,
  isDisabled = false,
  onChoose,
  children,
}: {
  id: string
  icon: LucideIcon
  shortcut?: ShortcutName | undefined
  isDisabled?: boolean
  onChoose: () => void
  children: ReactNode
}) {
  return (
    <List.Item
      value={id}
      disabled={isDisabled}
      onSelect={onChoose}
      className={clsx(
        'flex min-h-11 cursor-pointer items-center gap-2.5 rounded-control px-2.5 py-1 text-fg-2 text-ui data-[selected=true]:bg-raised data-[selected=true]:text-fg md:min-h-8',
        isDisabled && 'cursor-default text-fg-3',
      )}
    >
      <Icon size={16} strokeWidth={1.75} className="shrink-0 text-fg-3" aria-hidden="true" />
      <span className="min-w-0 flex-1">{children}</span>
      {shortcut && <KeyCaps name={shortcut} />}
    </List.Item>
  )
}

/** Lines that belong together, under their name. */
export function PaletteGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <List.Group
      heading={title}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-fg-3 [&_[cmdk-group-heading]]:text-label"
    >
      {children}
    </List.Group>
  )
}
