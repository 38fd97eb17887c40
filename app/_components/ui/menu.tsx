'use client'

import { Check } from 'lucide-react'
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useState } from 'react'
import { useMenuParts } from './menu/parts-provider.tsx'

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
  trigger: ReactElement<ComponentProps<'button'>>
  side?: 'top' | 'bottom'
  children: ReactNode
}) {
  const { parts: Parts, fetchParts } = useMenuParts()
  const [isAwaited, setAwaited] = useState(false)
  if (!Parts) {
    return cloneElement(trigger, {
      'aria-haspopup': 'menu',
      'aria-expanded': false,
      onClick: () => {
        setAwaited(true)
        fetchParts()
      },
    })
  }
  return (
    <Parts.Root modal={false} defaultOpen={isAwaited}>
      <Parts.Trigger asChild>{trigger}</Parts.Trigger>
      <Parts.Content
        side={side ?? 'bottom'}
        align="start"
        sideOffset={6}
        collisionPadding={8}
        className="z-30 max-h-(--radix-dropdown-menu-content-available-height) w-max min-w-44 max-w-[min(340px,calc(100vw-16px))] animate-appear overflow-y-auto rounded-card border bg-surface p-1 shadow-popover"
      >
        {children}
      </Parts.Content>
    </Parts.Root>
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
  const { parts: Parts } = useMenuParts()
  if (!Parts) return null
  return (
    <Parts.RadioGroup
      value={value}
      onValueChange={(chosen) => {
        const option = options.find((each) => each.value === chosen)
        if (option) onChange(option.value)
      }}
    >
      <Parts.Label className="px-3 pt-2 pb-1 text-fg-3 text-label">{label}</Parts.Label>
      {options.map((option) => (
        <Parts.RadioItem
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          className={ITEM}
        >
          <Parts.ItemIndicator className="absolute left-2.5">
            <Check size={14} />
          </Parts.ItemIndicator>
          {option.content}
        </Parts.RadioItem>
      ))}
    </Parts.RadioGroup>
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
  const { parts: Parts } = useMenuParts()
  if (!Parts) return null
  return (
    <Parts.Item className={ITEM} disabled={isDisabled} onSelect={onSelect}>
      <span className="absolute left-2.5 text-fg-3">{icon}</span>
      {children}
    </Parts.Item>
  )
}

export function MenuSeparator() {
  const { parts: Parts } = useMenuParts()
  return Parts && <Parts.Separator className="my-1 h-px bg-border" />
}
