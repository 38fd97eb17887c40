import { existsSync } from 'node:fs'
import { findHomeRoot, type Home, locateHome } from '#protocol/config/home.ts'

/**
 * What no tool may see: the state and the configuration of this home, and those of the usual home where another
 * gateway of the same owner lives. Its token opens that one as much as ours opens this one.
 */
export function listProtectedPaths(home: Home, usual = findHomeRoot(undefined)): string[] {
  const own = [home.state, home.configFile]
  if (usual === undefined || usual === home.root) return own
  const other = locateHome(usual)
  return existsSync(other.tokenFile) ? [...own, other.state, other.configFile] : own
}
