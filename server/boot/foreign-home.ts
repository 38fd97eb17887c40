import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'jsonc-parser'
import type { Home } from '#protocol/config/home.ts'

/** Files and folders that another product of the same name keeps in the same place, and we never do. */
const FOREIGN_ENTRIES = ['agents', 'credentials', 'identity', 'devices', 'exec-approvals.json', 'completions']
const FOREIGN_STATE = ['openclaw.sqlite']
/** A folder with one of these and nothing else known is a home that its owner prepared by hand. */
const OWN_ENTRIES = ['openclaw.json', 'state', 'workspace']

/**
 * Says by which sign a folder is another program's; undefined where it is ours, empty or absent.
 * Reads only.
 */
export function findForeignHome(home: Home): string | undefined {
  if (existsSync(home.database)) return undefined
  const entries = listEntries(home.root)
  if (entries.length === 0) return undefined
  const entry = FOREIGN_ENTRIES.find((name) => entries.includes(name))
  if (entry !== undefined) return `it holds ${entry}`
  const state = FOREIGN_STATE.find((name) => existsSync(join(home.state, name)))
  if (state !== undefined) return `it holds state/${state}`
  const key = findForeignKey(home.configFile)
  if (key !== undefined) return `openclaw.json has ${key}`
  if (!OWN_ENTRIES.some((name) => entries.includes(name))) {
    return `it is not empty: ${entries.slice(0, 3).join(', ')}`
  }
  return undefined
}

function listEntries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // absent or not a folder: making it will say so
  }
}

function findForeignKey(configFile: string): string | undefined {
  // A folder in its place is for the reading of the configuration to tell.
  if (!statSync(configFile, { throwIfNoEntry: false })?.isFile()) return undefined
  const config: unknown = parse(readFileSync(configFile, 'utf8'), [], { allowTrailingComma: true })
  const at = (...path: string[]): unknown =>
    path.reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      config,
    )
  if (at('meta', 'lastTouchedVersion') !== undefined) return 'meta.lastTouchedVersion'
  // Ours has names in it.
  if (Array.isArray(at('agents', 'list'))) return 'agents.list'
  if (at('gateway', 'mode') !== undefined) return 'gateway.mode'
  if (at('wizard', 'lastRunVersion') !== undefined) return 'wizard.lastRunVersion'
  return undefined
}
