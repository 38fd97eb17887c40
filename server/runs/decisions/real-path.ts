import { realpathSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { namedPath } from '#protocol/exec/named-path.ts'

/** Follows links as far as the path exists, as the system does: `..` behind a link goes back from where it leads. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(realPath(above), basename(path))
  }
}

/** The path below the workspace, without links: the name under which a file of it is known. */
export const nameInWorkspace = (workspace: string, path: string): string =>
  relative(realPath(workspace), realPath(namedPath(workspace, path)))
