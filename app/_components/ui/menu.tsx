'use client'

import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'

const ITEM =
  'relative flex min-h-11 cursor-pointer items-center gap-2 rounded-control py-1 pr-3 pl-8 text-ui outline-none data-disabled:cursor-default data-highlighted:bg-raised md:min-h-8'

/**
 * A menu that opens below (or above) its trigger. It stays inside its parent, with no portal: the parent
 * may be a modal dialog, and everything outside of one is out of reach.
 */
export function Menu({
  trigger,
  side,
  children,
}: {
  trigger: ReactNode
  side?: 'top' | 'bottom'
  children: ReactNode
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        side={side ?? 'bottom'}
        align="start"
        sideOffset={6}
        collisionPadding={8}
        className="z-30 max-h-(--radix-dropdown-menu-content-available-height) w-max min-w-44 max-w-[min(340px,calc(100vw-16px))] animate-appear overflow-y-auto rounded-card border bg-surface p-1 shadow-popover"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}

/** One choice out of several, with its name above. */
export function MenuChoice<Value extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; content: ReactNode; disabled?: boolean }[]
}) {
  return (
    <DropdownMenu.RadioGroup
      value={value}
      onValueChange={(chosen) => {
        const option = options.find((each) => each.value === chosen)
        if (option) onChange(option.value)
      }}
    >
      <DropdownMenu.Label className="px-3 pt-2 pb-1 text-fg-3 text-label">{label}</DropdownMenu.Label>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          className={ITEM}
        >
          <DropdownMenu.ItemIndicator className="absolute left-2.5">
            <Check size={14} />
          </DropdownMenu.ItemIndicator>
          {option.content}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

export function MenuItem({
  icon,
  isDisabled = false,
  onSelect,
  children,
}: {
  icon: ReactNode
  isDisabled?: boolean
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <DropdownMenu.Item className={ITEM} disabled={isDisabled} onSelect={onSelect}>
      <span className="absolute left-2.5 text-fg-3">{icon}</span>
      {children}
    </DropdownMenu.Item>
  )
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-border" />
}
