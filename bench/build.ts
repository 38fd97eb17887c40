import { execFileSync } from 'node:child_process'
import path from 'node:path'

/** Builds what is stale of this checkout, and tells of it beside the table. */
export function buildStale(): void {
  const builder = path.join(import.meta.dirname, '..', 'scripts', 'build.cjs')
  execFileSync(process.execPath, [builder], { stdio: ['ignore', 2, 2] })
}
