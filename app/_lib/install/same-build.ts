import type { Gateway } from '../gateway/gateway.ts'

/** Put in its place when the panel is built (next.config.mjs); nowhere else is there one. */
declare const PANEL_BUILD_ID: string

export const BUILD_ID: string | undefined = typeof PANEL_BUILD_ID === 'string' ? PANEL_BUILD_ID : undefined

/** The build for which this tab was loaded anew, in the tab's own storage. */
const TRIED = 'openclaw.loaded-for'

/**
 * Whether this page is of the build that the gateway serves. `reload`: it is not, and loading it anew was not
 * tried yet; `stale`: it was, or nothing can be remembered. So no page ever loads itself twice for one build.
 */
export function compareBuilds(
  { own, served }: { own: string | undefined; served: string | undefined },
  tab: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): 'same' | 'reload' | 'stale' {
  try {
    if (own === undefined || served === undefined || own === served) {
      tab.removeItem(TRIED)
      return 'same'
    }
    if (tab.getItem(TRIED) === served) return 'stale'
    tab.setItem(TRIED, served)
    return tab.getItem(TRIED) === served ? 'reload' : 'stale'
  } catch {
    return own === undefined || served === undefined || own === served ? 'same' : 'stale'
  }
}

/** Loads the page anew, once, where the gateway that answers serves another build of it. */
export function followBuild(gateway: Pick<Gateway, 'onState' | 'server'>): () => void {
  const look = () => {
    const server = gateway.server()
    const builds = { own: BUILD_ID, served: server?.panel }
    if (server && compareBuilds(builds, sessionStorage) === 'reload') location.reload()
  }
  look()
  return gateway.onState(look)
}
