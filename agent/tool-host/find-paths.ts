import type { ToolTerms } from '#protocol/agent-rpc.ts'
import { createPaths, type Paths } from './paths.ts'

/** The paths that a call may use: those of the workspace, or the one place that the owner allowed. */
export type FindPaths = (terms: ToolTerms) => Paths

/** The second walk, for places outside of the workspace, is made when the first is allowed. */
export function createFindPaths(inside: Paths, masked: readonly string[]) {
  let outside: Paths | undefined
  const find: FindPaths = (terms) => {
    if (terms.outside === undefined) return inside
    outside ??= createPaths({ workspace: '/', masked, links: 'refuse' })
    return outside
  }
  return { find, close: () => outside?.close() }
}
