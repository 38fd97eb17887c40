import { createContext, useContext } from 'react'
import type { menuParts } from './parts.ts'

/** What menus are made of: a tenth of the panel's code. */
export type MenuParts = typeof menuParts

export const loadMenuParts = async (): Promise<MenuParts> => (await import('./parts.ts')).menuParts

const PartsContext = createContext<MenuParts | null>(null)
export const MenuPartsProvider = PartsContext.Provider

/** Only what is inside of a menu has them. */
export function useMenuParts(): MenuParts {
  const parts = useContext(PartsContext)
  if (!parts) throw new Error('What stands in a menu needs a Menu around it.')
  return parts
}
