'use client'

import { Check } from 'lucide-react'
import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react'
import { loadMenuParts, type MenuParts, MenuPartsProvider, useMenuParts } from './menu/menu-parts.ts'

const FIRST_ITEM = '[role^="menuitem"]:not([data-disabled])'
const ITEM =
  'relative flex min-h-11 cursor-pointer items-center gap-2 rounded-control py-1 pr-3 pl-8 text-ui outline-none data-disabled:cursor-default data-highlighted:bg-raised md:min-h-8'

interface MenuProps {
  trigger: ReactElement<ComponentProps<'button'>>
  side?: 'top' | 'bottom'
  children: ReactNode
}

/**
 * A menu that opens below (or above) its trigger. A page has dozens, and few are ever opened: until then it is its
 * trigger and nothing else.
 */
export function Menu({ trigger, ...menu }: MenuProps) {
  const [opened, setOpened] = useState<{ parts: MenuParts; byKey: boolean } | null>(null)
  if (opened) return <OpenedMenu trigger={trigger} {...menu} {...opened} />

  function open(byKey: boolean) {
    // Without a connection nothing happens: whoever tries again asks again.
    loadMenuParts().then(
      (parts) => setOpened({ parts, byKey }),
      () => undefined,
    )
  }

  return cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    // A click without a pointer is a key.
    onClick: (event: MouseEvent) => open(event.detail === 0),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      open(true)
    },
  })
}

/** It stays inside its parent, with no portal: the parent may be a modal dialog, and all outside of one is out of reach. */
function OpenedMenu({
  parts: Parts,
  byKey,
  trigger,
  side = 'bottom',
  children,
}: MenuProps & { parts: MenuParts; byKey: boolean }) {
  const content = useRef<HTMLDivElement>(null)

  // The key that opened it came before the parts, which so know of none.
  useEffect(() => {
    if (byKey) content.current?.querySelector<HTMLElement>(FIRST_ITEM)?.focus({ preventScroll: true })
  }, [byKey])

  return (
    <MenuPartsProvider value={Parts}>
      <Parts.Root modal={false} defaultOpen>
        <Parts.Trigger asChild>{trigger}</Parts.Trigger>
        <Parts.Content
          ref={content}
          side={side}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-30 max-h-(--radix-dropdown-menu-content-available-height) w-max min-w-44 max-w-[min(340px,calc(100vw-16px))] animate-appear overflow-y-auto rounded-card border bg-surface p-1 shadow-popover"
        >
          {children}
        </Parts.Content>
      </Parts.Root>
    </MenuPartsProvider>
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
  const Parts = useMenuParts()
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
  const Parts = useMenuParts()
  return (
    <Parts.Item className={ITEM} disabled={isDisabled} onSelect={onSelect}>
      <span className="absolute left-2.5 text-fg-3">{icon}</span>
      {children}
    </Parts.Item>
  )
}

export function MenuSeparator() {
  const Parts = useMenuParts()
  return <Parts.Separator className="my-1 h-px bg-border" />
}
