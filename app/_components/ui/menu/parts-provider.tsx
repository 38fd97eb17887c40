'use client'

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { onIdle } from '../../../_lib/idle.ts'
import type { menuParts } from './parts.ts'

interface MenuParts {
  /** Null until they are there. */
  readonly parts: typeof menuParts | null
  /** Fetches them now. */
  readonly fetchParts: () => void
}

const PartsContext = createContext<MenuParts>({ parts: null, fetchParts: () => undefined })
export const useMenuParts = (): MenuParts => useContext(PartsContext)

/** What menus are made of: a tenth of the panel's code, fetched when the first picture stands. */
export function MenuPartsProvider({ children }: { children: ReactNode }) {
  const [parts, setParts] = useState<MenuParts['parts']>(null)
  const fetchParts = useCallback(() => {
    import('./parts.ts').then(
      (loaded) => setParts(loaded.menuParts),
      // Without a connection: whoever opens a menu asks again.
      () => undefined,
    )
  }, [])
  useEffect(() => onIdle(fetchParts), [fetchParts])
  return (
    <PartsContext value={useMemo(() => ({ parts, fetchParts }), [parts, fetchParts])}>
      {children}
    </PartsContext>
  )
}
