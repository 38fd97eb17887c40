import { existsSync, readFileSync } from 'node:fs'
import { type Finding, holdInstead, isMistake, toFinding } from '#protocol/config/findings/finding.ts'
import type { Home } from '#protocol/config/home.ts'
import { findLastSaid, REMADE, readVersions } from '#protocol/config/versions.ts'
import { CliError } from '../cli-error.ts'

/** That the file is gone and said something before; undefined where there is nothing to miss. */
export function findGone(home: Pick<Home, 'configFile' | 'versionsFile'>): Finding | undefined {
  if (existsSync(home.configFile) && readText(home.configFile) !== REMADE) return undefined
  const at = lastSaidAt(home)
  return at === undefined ? undefined : toFinding({ kind: 'gone', path: [], at })
}

/** The mistakes of a file, and what a gateway goes by until they are mended. */
export function tellMistakes(home: Home, findings: readonly Finding[]): Finding[] {
  const mistakes = findings.filter(isMistake).map((mistake) => holdInstead(mistake))
  const at = lastSaidAt(home)
  const kept = toFinding({ kind: 'kept', path: [], ...(at !== undefined && { at }) })
  return mistakes.length > 0 ? [...mistakes, kept] : []
}

/** Throws where it can't be read; without a file there is nothing in it. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '{}\n'
    throw new CliError(`${file} can't be read. See what is wrong with: openclaw doctor`, { cause })
  }
}

function lastSaidAt({ versionsFile }: Pick<Home, 'versionsFile'>): number | undefined {
  try {
    return findLastSaid(readVersions(readFileSync(versionsFile, 'utf8')))?.at
  } catch {
    return undefined
  }
}
