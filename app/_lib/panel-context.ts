import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Scope } from '#protocol/access/principal.ts'
import type { ConnectionState, Gateway } from './gateway/gateway.ts'

export interface Panel {
  readonly gateway: Gateway
}

const PanelContext = createContext<Panel | null>(null)
export const PanelProvider = PanelContext.Provider

export function usePanel(): Panel {
  const panel = useContext(PanelContext)
  if (!panel) throw new Error('usePanel needs a PanelProvider around it.')
  return panel
}

export function useConnection(): ConnectionState {
  const { gateway } = usePanel()
  return useSyncExternalStore(gateway.onState, gateway.state, () => 'connecting')
}

/** Whether this browser may do something; what it may not is neither offered nor asked for. */
export function useMay(scope: Scope): boolean {
  const { gateway } = usePanel()
  return useSyncExternalStore(gateway.onState, gateway.scopes, gateway.scopes).includes(scope)
}
