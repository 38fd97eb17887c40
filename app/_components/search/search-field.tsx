'use client'

import { Search, X } from 'lucide-react'
import type { Ref } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '../ui/icon-button.tsx'

/** Where one types what to look for in all conversations. */
export function SearchField({
  text,
  onChange,
  ref,
}: {
  text: string
  onChange: (text: string) => void
  ref: Ref<HTMLInputElement>
}) {
  const t = useTranslations('search')
  return (
    <search className="mx-2 flex shrink-0 items-center rounded-control border bg-bg focus-within:outline-2 focus-within:outline-accent">
      <Search size={14} className="ml-2.5 shrink-0 text-fg-3" aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        enterKeyHint="search"
        value={text}
        aria-label={t('label')}
        placeholder={t('placeholder')}
        className="min-h-11 min-w-0 flex-1 bg-transparent px-2 text-[16px] outline-none placeholder:text-fg-3 [&::-webkit-search-cancel-button]:hidden md:min-h-8 md:text-ui"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.nativeEvent.isComposing || text === '') return
          event.preventDefault()
          onChange('')
        }}
      />
      {text !== '' && (
        <IconButton label={t('clear')} onClick={() => onChange('')}>
          <X size={14} />
        </IconButton>
      )}
    </search>
  )
}
