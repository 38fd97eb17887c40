import clsx from 'clsx'
import type { ComponentProps } from 'react'

/** A button that is only an icon: `label` is its name and its tooltip. */
export function IconButton({ label, className, ...props }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      {...props}
      aria-label={label}
      title={label}
      className={clsx(
        'inline-flex size-11 shrink-0 items-center justify-center rounded-control text-fg-2 transition-colors duration-[90ms] hover:bg-raised hover:text-fg disabled:text-fg-3 md:size-8',
        className,
      )}
    />
  )
}
