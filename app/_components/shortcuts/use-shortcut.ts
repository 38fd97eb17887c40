import { useEffect, useRef } from 'react'
import { isShortcut } from './keys.ts'
import type { PanelShortcut } from './shortcuts.ts'

/** Binds a shortcut of the panel for as long as the component is there. */
export function useShortcut(name: PanelShortcut, run: () => void): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isShortcut(name, event)) return
      event.preventDefault()
      // A question that must be answered first stays in front.
      if (document.querySelector('dialog[data-question]:modal') === null) latest.current()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [name])
}
