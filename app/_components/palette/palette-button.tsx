'use client'

import { Search } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { KeyCaps } from '../shortcuts/key-caps.tsx'
import { ariaKeys } from '../shortcuts/keys.ts'
import { useMac } from '../shortcuts/use-mac.ts'
import { usePalette } from './palette-context.ts'

/** The way to the palette for a pointer; it looks like the field that it opens. */
export function PaletteButton({ onOpen }: { onOpen: (() => void) | undefined }) {
  const t = useTranslations('palette')
  const { show } = usePalette()
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts={ariaKeys('palette', useMac())}
      onClick={() => {
        onOpen?.()
        show({ kind: 'palette' })
      }}
      className="mx-2 flex min-h-11 shrink-0 items-center gap-2 rounded-control border bg-bg px-2.5 text-fg-3 text-ui hover:text-fg md:min-h-8"
    >
      <Search size={14} className="shrink-0" aria-hidden="true" />
      <span className="min-w-0 flex-1 truncate text-left">{t('button')}</span>
      <span className="max-md:hidden">
        <KeyCaps name="palette" />
      </span>
    </button>
  )
}
