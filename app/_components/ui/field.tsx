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

interface TextProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  value: string
  onChange: (value: string) => void
}

/** One line of text. */
export function TextInput({ className, onChange, ...props }: TextProps) {
  return (
    <input {...props} className={clsx(FIELD, className)} onChange={(event) => onChange(event.target.value)} />
  )
}

/** Where a key or a token is put: never shown, never kept by the browser. */
export function SecretInput({ className, ...props }: TextProps) {
  return (
    <TextInput
      {...props}
      type="password"
      autoComplete="off"
      spellCheck={false}
      className={clsx('font-mono', className)}
    />
  )
}

/** Words to look for, in what is shown. */
export function SearchInput({
  label,
  className,
  ...props
}: Omit<TextProps, 'aria-label' | 'placeholder'> & { label: string }) {
  return (
    <div className={clsx('relative', className)}>
      <Search size={16} aria-hidden="true" className="absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-3" />
      <TextInput {...props} type="search" aria-label={label} placeholder={label} className="pl-8" />
    </div>
  )
}

interface SelectProps<Value> extends Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'children'> {
  value: Value
  options: readonly { value: Value; text: string }[]
  onChange: (value: Value) => void
}

/** One of some, in the browser's own list. */
export function Select<Value extends string | number>({
  options,
  className,
  onChange,
  ...props
}: SelectProps<Value>) {
  return (
    <select
      {...props}
      className={clsx(FIELD, className)}
      onChange={(event) => {
        const chosen = options[event.target.selectedIndex]
        if (chosen) onChange(chosen.value)
      }}
    >
      {options.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  )
}
