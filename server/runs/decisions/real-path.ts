import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Follows links as far as the path exists, as the system does: `..` behind a link goes back from where it leads. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(realPath(above), basename(path))
  }
}
