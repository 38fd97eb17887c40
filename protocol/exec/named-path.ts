import { isAbsolute } from 'node:path'

/**
 * A path that was named in a folder, for the system to walk. `resolve` would cut `link/..` short and stay where
 * the link is; programs go to where it leads first, and back from there.
 */
export const namedPath = (folder: string, path: string): string =>
  isAbsolute(path) ? path : `${folder}/${path}`
