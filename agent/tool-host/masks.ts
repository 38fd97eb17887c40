import { readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'

/** What no tool may see, known by name and by identity: another name for the same folder is no way in. */
export interface Masks {
  /** Whether the object is a masked one, whatever name led to it. */
  hides(stats: Stats): boolean
  /** Whether the absolute path is a masked one that may not exist yet. */
  hidesName(path: string): boolean
  /** Whether a file with several names has one of them inside a masked folder. */
  hidesLinkOf(stats: Stats): boolean
}

export function createMasks(masked: readonly string[]): Masks {
  const names = new Set(masked)
  return {
    hides: (stats) => masked.some((hidden) => isSame(stats, statIfAny(hidden))),
    hidesName: (path) => names.has(path),
    hidesLinkOf(stats) {
      if (stats.nlink < 2) return false
      return masked.some((folder) => filesBelow(folder).some((file) => isSame(stats, statIfAny(file))))
    },
  }
}

function filesBelow(folder: string): string[] {
  if (!statIfAny(folder)?.isDirectory()) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
}

function statIfAny(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}

function isSame(a: Stats, b: Stats | undefined): boolean {
  return b !== undefined && a.ino === b.ino && a.dev === b.dev
}
