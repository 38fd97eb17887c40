import { createContext, useContext, useEffect, useRef } from 'react'
import type { SessionSummary } from '#protocol/sessions.ts'
import type { Command } from './command.ts'

/** What lies over the page. */
export type Overlay =
  | { readonly kind: 'palette' | 'help' }
  | { readonly kind: 'reset' | 'delete'; readonly session: SessionSummary }

export interface Palette {
  readonly show: (overlay: Overlay) => void
  /** What the open page can do. */
  readonly pageCommands: Set<() => readonly Command[]>
}

const PaletteContext = createContext<Palette>({ show: () => undefined, pageCommands: new Set() })
export const PaletteProvider = PaletteContext.Provider
export const usePalette = (): Palette => useContext(PaletteContext)

/** Offers commands in the palette for as long as the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const { pageCommands } = usePalette()
  const latest = useRef(commands)
  useEffect(() => {
    latest.current = commands
  })
  useEffect(() => {
    const list = () => latest.current
    pageCommands.add(list)
    return () => void pageCommands.delete(list)
  }, [pageCommands])
}
