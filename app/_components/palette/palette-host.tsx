'use client'

import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { toggleFocusMode } from '../../_lib/focus-mode.ts'
import { onIdle } from '../../_lib/pace/idle.ts'
import { useOpenSession } from '../../_lib/use-open-session.ts'
import { useShortcut } from '../shortcuts/use-shortcut.ts'
import { type Overlay, type Palette, PaletteProvider } from './palette-context.ts'

const loadOverlay = () => import('./overlay.tsx')
const LazyOverlay = lazy(async () => ({ default: (await loadOverlay()).OverlayView }))

/** Binds the keys of the panel, and keeps a place for what they open. */
export function PaletteHost({ children }: { children: ReactNode }) {
  const [overlay, setOverlay] = useState<Overlay | null>(null)
  const openSession = useOpenSession()
  const palette = useMemo<Palette>(() => ({ show: setOverlay, pageCommands: new Set() }), [])

  // A command may have put something else in its place by then.
  const close = useCallback(() => setOverlay((present) => (present === overlay ? null : present)), [overlay])

  // Nobody waits for it when the keys are pressed.
  useEffect(() => onIdle(() => void loadOverlay().catch(() => undefined)), [])

  useShortcut('palette', () => setOverlay({ kind: 'palette' }))
  useShortcut('help', () => setOverlay({ kind: 'help' }))
  useShortcut('focusMode', toggleFocusMode)
  useShortcut('newChat', () => openSession('new'))

  return (
    <PaletteProvider value={palette}>
      {children}
      {overlay && (
        <Suspense>
          <LazyOverlay overlay={overlay} show={setOverlay} onClose={close} />
        </Suspense>
      )}
    </PaletteProvider>
  )
}
