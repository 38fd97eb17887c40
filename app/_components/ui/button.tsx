import clsx from 'clsx'
import type { ComponentProps } from 'react'

const TONES = {
  primary: 'bg-accent text-accent-fg hover:brightness-110 off:bg-raised off:text-fg-3 off:brightness-100',
  plain: 'border border-border-control/50 bg-surface text-fg hover:bg-raised off:text-fg-3',
  quiet: 'text-fg-2 hover:bg-raised hover:text-fg off:text-fg-3',
}

export type ButtonTone = keyof typeof TONES

export function Button({
  tone = 'plain',
  className,
  ...props
}: ComponentProps<'button'> & { tone?: ButtonTone }) {
  return (
    <button
      type="button"
      {...props}
      className={clsx(
        'inline-flex min-h-11 items-center justify-center gap-2 rounded-control px-4 font-medium text-ui transition-[background-color,filter] duration-[90ms] md:min-h-8 md:px-3',
        TONES[tone],
        className,
      )}
    />
  )
}
