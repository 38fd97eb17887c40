import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Names of the database copies in a folder that were written at or after `createdAt` (Unix
 * milliseconds): what was in the database then is in them still.
 */
export function backupsSince(folder: string, createdAt: number): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.db') && statSync(join(folder, name)).mtimeMs >= createdAt)
    .toSorted()
}
