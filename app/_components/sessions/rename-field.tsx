'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'

/** The title of a conversation while it is written: Enter keeps it, Esc does not. */
export function RenameField({
  title,
  onRename,
  onCancel,
}: {
  title: string
  onRename: (title: string) => void
  onCancel: () => void
}) {
  const t = useTranslations('session')
  const [text, setText] = useState(title)
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    // After the menu has given the focus back to its button.
    const timer = setTimeout(() => input.current?.select())
    return () => clearTimeout(timer)
  }, [])

  return (
    <form
      className="flex-1"
      onSubmit={(event) => {
        event.preventDefault()
        onRename(text.trim())
      }}
    >
      <input
        ref={input}
        value={text}
        maxLength={200}
        aria-label={t('renameLabel')}
        className="min-h-11 w-full rounded-control border border-border-control bg-bg px-2 text-[16px] md:min-h-8 md:text-ui"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
          event.preventDefault()
          onCancel()
        }}
      />
    </form>
  )
}
