'use client'

import clsx from 'clsx'
import { Search } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'

/** How inputs and selects look. Phones zoom into anything smaller than 16 px. */
export const FIELD =
  'min-h-11 w-full rounded-control border border-border-control bg-bg px-2 text-[16px] text-fg disabled:border-border disabled:bg-raised disabled:text-fg-3 md:min-h-8 md:text-ui'

/** An input with its name above; it is made with the id that ties the two together. */
export function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-fg-2 text-label">
        {label}
      </label>
      {children(id)}
    </div>
  )
}

interface TextInput extends Omit<ComponentProps<'input'>, 'type' | 'value' | 'onChange'> {
  value: string
  onChange: (value: string) => void
}

/** Where a key or a token is put: never shown, never kept by the browser. */
export function SecretInput({ className, onChange, ...props }: TextInput) {
  return (
    <input
      {...props}
      type="password"
      autoComplete="off"
      spellCheck={false}
      className={clsx(FIELD, 'font-mono', className)}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** Words to look for, in what is shown. */
export function SearchInput({
  label,
  className,
  onChange,
  ...props
}: Omit<TextInput, 'aria-label' | 'placeholder'> & { label: string }) {
  return (
    <div className={clsx('relative', className)}>
      <Search size={16} aria-hidden="true" className="absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-3" />
      <input
        {...props}
        type="search"
        aria-label={label}
        placeholder={label}
        className={`${FIELD} pl-8`}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
