'use client'

import { useLayoutEffect, useRef, useState } from 'react'

/** A name while it is written: Enter keeps it, Esc does not. */
export function NameField({
  label,
  name,
  maxLength = 200,
  onRename,
  onCancel,
}: {
  label: string
  name: string
  maxLength?: number
  onRename: (name: string) => void
  onCancel: () => void
}) {
  const [text, setText] = useState(name)
  const input = useRef<HTMLInputElement>(null)

  useLayoutEffect(() => {
    input.current?.select()
    // Once more after a menu has given the focus back to its button; what is typed by then is not selected.
    const timer = setTimeout(() => {
      if (document.activeElement !== input.current) input.current?.select()
    })
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
        maxLength={maxLength}
        aria-label={label}
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
